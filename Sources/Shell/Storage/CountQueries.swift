// This source file is part of the Outpace project. License: see LICENSE.

import GRDB
import NodeCore
import Outpace
import Primitives

/// Reads the counters and the sums of states.
struct CountQueries {
    private struct Place: Hashable {
        let channel: Int?
        let span: Int
    }

    let database: Database
    let limits: StorageLimits

    init(_ database: Database, limits: StorageLimits) {
        self.database = database
        self.limits = limits
    }

    /// What was counted in each span, ascending by time, then in the order of the channels; spans
    /// in which nothing was are left out.
    ///
    /// - Returns: nil when that would read more than `countersPerQueryLimit` counters.
    /// - Complexity: reads the counters of the days in the time frame when all its bounds are days,
    ///   and of the hours otherwise, for each channel.
    func counts(_ query: CountQuery) throws -> [SpanCount]? {
        guard let first = query.bounds.first, let last = query.bounds.last, first < last else {
            return []
        }
        let hours: Int64 = query.bounds.allSatisfy { $0.isMultiple(of: 24) } ? 24 : 1
        let publisher = query.publisher?.bytes ?? RecordTables.everybody
        var sums: [Place: (count: UInt64, amount: Amount)] = [:]
        var readCount = 0
        for (index, channel) in try numbers(query.channels).enumerated() {
            guard let channel else { continue }
            let rows = try Row.fetchCursor(
                database.cachedStatement(
                    sql: """
                        SELECT start, count, amount FROM event_counts
                        WHERE channel = ? AND publisher = ? AND hours = ? AND type = ?
                        AND start >= ? AND start < ?
                        """),
                arguments: [
                    channel, Columns.blob(publisher), hours, Int64(query.type.rawValue),
                    Int64(clamping: first), Int64(clamping: last),
                ])
            while let row = try rows.next() {
                readCount += 1
                guard readCount <= limits.countersPerQueryLimit else { return nil }
                let (start, count): (Int64, Int64) = (row[0], row[1])
                let place = Place(
                    channel: query.isByChannel ? index : nil,
                    span: Self.span(of: UInt64(clamping: start), in: query.bounds))
                let known = sums[place] ?? (0, .zero)
                let amount = try row.amountIfPresent(2, "count of events") ?? .zero
                sums[place] = (
                    known.count + UInt64(clamping: count), known.amount.adding(amount) ?? .max
                )
            }
        }
        return sums.sorted { left, right in
            (left.key.span, left.key.channel ?? 0) < (right.key.span, right.key.channel ?? 0)
        }.map { place, sum in
            SpanCount(
                hour: query.bounds[place.span],
                channel: place.channel.flatMap { query.channels?[$0] }, count: sum.count,
                amount: sum.amount)
        }
    }

    /// The sums of the states that were approved after a time, oldest first.
    ///
    /// - Complexity: at most `limit` states, and fewer once they hold `sumsPerPageLimit` sums.
    func aggregates(
        of channel: ChannelID, after: Timestamp?, limit: Int
    ) throws -> [EventAggregate] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT created, sums FROM aggregates
                WHERE channel = (SELECT number FROM channels WHERE id = ?) AND created > ?
                ORDER BY created LIMIT ?
                """,
            arguments: [
                Columns.blob(channel.bytes),
                after.map { Int64(clamping: $0.milliseconds) } ?? -1, max(0, limit),
            ])
        var aggregates: [EventAggregate] = []
        var sumCount = 0
        while let row = try rows.next() {
            let sums = try Columns.sums(row.bytes(1))
            sumCount += sums.count
            guard aggregates.isEmpty || sumCount <= limits.sumsPerPageLimit else { break }
            let created: Int64 = row[0]
            aggregates.append(
                EventAggregate(
                    created: Timestamp(milliseconds: UInt64(clamping: created)), sums: sums))
        }
        return aggregates
    }

    /// The numbers of channels, nil for one that is not stored.
    private func numbers(_ channels: [ChannelID]?) throws -> [Int64?] {
        guard let channels else { return [RecordTables.allChannels] }
        return try channels.map { id in
            try Int64.fetchOne(
                database.cachedStatement(sql: "SELECT number FROM channels WHERE id = ?"),
                arguments: [Columns.blob(id.bytes)])
        }
    }

    /// The last span that begins at this hour or before.
    private static func span(of hour: UInt64, in bounds: [UInt64]) -> Int {
        max(0, bounds.partitioningIndex { $0 > hour } - 1)
    }
}
