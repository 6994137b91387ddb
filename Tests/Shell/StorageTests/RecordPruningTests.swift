// This source file is part of the Outpace project. License: see LICENSE.

import GRDB
import NodeCore
import Outpace
import Primitives
import Testing
import Validator
import ValidatorMessages

@testable import Storage

/// What goes when a channel has long ended.
struct RecordPruningTests {
    /// A database that holds a channel, at a time when its records may go.
    private func longAfter(
        _ channel: PaymentChannel, in folder: TemporaryFolder
    ) async throws -> (database: NodeDatabase, now: Timestamp) {
        var limits = StorageLimits()
        limits.pruningPauseMillis = 0
        let seconds = channel.validUntil + limits.recordsKeptSeconds + 1
        let now = Timestamp(milliseconds: seconds * 1_000)
        try await Sample.database(in: folder, holding: channel).close()
        return (try NodeDatabase.open(at: folder.file(), limits: limits) { now }, now)
    }

    // R19.
    @Test(arguments: [(0, 3), (1, 0)] as [(UInt64, Int)])
    func `records stay for their time after a channel's end, then they go`(
        late: UInt64, left: Int
    ) async throws {
        let folder = try TemporaryFolder()
        let channel = try Sample.channel()
        var limits = StorageLimits()
        limits.pruningPauseMillis = 0
        let end = channel.validUntil + limits.recordsKeptSeconds
        let now = Timestamp(milliseconds: (end + late) * 1_000)
        let before = try await Sample.database(in: folder, holding: channel)
        let circle = try ValidatorCircle.running(states: 1, of: channel)
        try await before.append(circle.records[1], of: channel.id)
        try before.close()
        let database = try NodeDatabase.open(at: folder.file(), limits: limits) { now }
        for number in 1...4 as ClosedRange<UInt64> {
            let report = try Sample.report([], of: channel.id, number: 1_000 + number)
            try await database.append([.statement(report)], of: channel.id)
        }
        #expect(try await database.recordCount() == left)
        let aggregates = try await database.aggregates(of: channel.id, after: nil, limit: 10)
        #expect(aggregates.count == 1)
        #expect(try database.onlyChannel().approved != nil)
    }

    /// An event is found through its user and its publisher; in between its number may be given again.
    @Test func `pruning one channel leaves the records of another`() async throws {
        let folder = try TemporaryFolder()
        let (ended, other) = (try Sample.channel(), try Sample.channel(nonce: 2))
        let (database, now) = try await longAfter(ended, in: folder)
        try await database.append([.channelAdded(other)])
        try await database.pool.write {
            try $0.execute(
                sql: "UPDATE channels SET valid_until = valid_until * 2 WHERE number = 2")
        }
        let event = try Sample.event(1, of: other.id, at: now)
        try await database.append([.event(event, isObserved: true)], of: other.id)
        try await database.pool.write {
            try $0.execute(sql: "UPDATE channels SET has_records = 1")
            try $0.execute(
                sql:
                    "INSERT INTO event_accounts (channel, account, state, events) VALUES (1, ?, 1, ?)",
                arguments: [Columns.blob([1] as Bytes), Columns.blob([1 as Int64])])
        }
        for number in 1...4 as ClosedRange<UInt64> {
            let report = try Sample.report([], of: ended.id, number: 1_000 + number)
            try await database.append([.statement(report)], of: ended.id)
        }
        #expect(try await database.recordCount() == 1)
        let left = try await database.pool.read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM event_accounts")
        }
        #expect(left == 0)
    }

    @Test func `records that come after all are gone go as well`() async throws {
        let folder = try TemporaryFolder()
        let channel = try Sample.channel()
        let (database, now) = try await longAfter(channel, in: folder)
        for round in 1...2 as ClosedRange<UInt64> {
            let event = try Sample.event(UInt8(round), of: channel.id, at: now)
            try await database.append([.event(event, isObserved: true)], of: channel.id)
            for number in 1...4 as ClosedRange<UInt64> {
                let report = try Sample.report([], of: channel.id, number: round * 1_000 + number)
                try await database.append([.statement(report)], of: channel.id)
            }
            #expect(try await database.recordCount() == 0)
        }
    }
}
