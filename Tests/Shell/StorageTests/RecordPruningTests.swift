// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Outpace
import Primitives
import Testing
import Validator
import ValidatorMessages

@testable import Storage

/// What goes when a channel has long ended.
struct RecordPruningTests {
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

    @Test func `records that come after all are gone go as well`() async throws {
        let folder = try TemporaryFolder()
        let channel = try Sample.channel()
        var limits = StorageLimits()
        limits.pruningPauseMillis = 0
        let seconds = channel.validUntil + limits.recordsKeptSeconds + 1
        let now = Timestamp(milliseconds: seconds * 1_000)
        try await Sample.database(in: folder, holding: channel).close()
        let database = try NodeDatabase.open(at: folder.file(), limits: limits) { now }
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
