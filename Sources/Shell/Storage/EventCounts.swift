// This source file is part of the Outpace project. License: see LICENSE.

import GRDB
import NodeCore
import Primitives

/// Counters of events by channel, publisher, type and time, kept in steps of an hour and of a day.
///
/// Beside those of each publisher stand those of all publishers of a channel, and of all channels,
/// so that no question reads more counters than there are hours in its time frame, for each
/// channel.
struct EventCounts {
    private struct Key: Hashable {
        let channel: Int64
        let publisher: Bytes
        let hours: UInt64
        let type: UInt8
        let start: UInt64
    }

    let database: Database

    init(_ database: Database) { self.database = database }

    func add(_ sums: [EventSum], of channel: Int64) throws {
        try change(sums, of: channel) { count, amount, sum in
            (count + Int64(clamping: sum.count), amount.adding(sum.amount) ?? .max)
        }
    }

    func subtract(_ sums: [EventSum], of channel: Int64) throws {
        try change(sums, of: channel) { count, amount, sum in
            (max(0, count - Int64(clamping: sum.count)), amount.subtracting(sum.amount) ?? .zero)
        }
    }

    private func change(
        _ sums: [EventSum], of channel: Int64,
        _ next: (Int64, Amount, EventSum) -> (Int64, Amount)
    ) throws {
        var rest: [Key: EventSum] = [:]
        for sum in sums {
            for key in Self.keys(of: sum, channel: channel) {
                rest[key, default: EventSum(of: sum)].add(sum)
            }
        }
        for (key, sum) in rest { try change(key, by: sum, next) }
    }

    private static func keys(of sum: EventSum, channel: Int64) -> [Key] {
        let owners = [
            (channel, sum.publisher.bytes), (channel, RecordTables.everybody),
            (RecordTables.allChannels, RecordTables.everybody),
        ]
        return owners.flatMap { channel, publisher in
            [UInt64(1), 24].map { hours in
                Key(
                    channel: channel, publisher: publisher, hours: hours, type: sum.type,
                    start: sum.hour / hours * hours)
            }
        }
    }

    private func change(
        _ key: Key, by sum: EventSum, _ next: (Int64, Amount, EventSum) -> (Int64, Amount)
    ) throws {
        let place: StatementArguments = [
            key.channel, Columns.blob(key.publisher), Int64(clamping: key.hours), Int64(key.type),
            Int64(clamping: key.start),
        ]
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT count, amount FROM event_counts
                    WHERE channel = ? AND publisher = ? AND hours = ? AND type = ? AND start = ?
                    """), arguments: place)
        let known = try row?.amountIfPresent(1, "count of events")
        let (count, amount) = next(row?[0] ?? 0, known ?? .zero, sum)
        guard count > 0 || !amount.isZero else {
            try run(
                """
                DELETE FROM event_counts
                WHERE channel = ? AND publisher = ? AND hours = ? AND type = ? AND start = ?
                """, place)
            return
        }
        try run(
            """
            INSERT OR REPLACE INTO event_counts
            (channel, publisher, hours, type, start, count, amount) VALUES (?, ?, ?, ?, ?, ?, ?)
            """, place + [count, Columns.blob(amount)])
    }

    private func run(_ sql: String, _ arguments: StatementArguments) throws {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
    }
}

extension EventSum {
    /// Nothing, of the same publisher, type and hour.
    fileprivate init(of sum: EventSum) {
        self.init(
            publisher: sum.publisher, type: sum.type, hour: sum.hour, count: 0, amount: .zero)
    }

    fileprivate mutating func add(_ other: EventSum) {
        count += other.count
        amount = amount.adding(other.amount) ?? .max
    }
}
