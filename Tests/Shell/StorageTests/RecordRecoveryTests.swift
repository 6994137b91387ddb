// This source file is part of the Outpace project. License: see LICENSE.

import GRDB
import NodeCore
import Outpace
import Primitives
import Testing
import Validator
import ValidatorMessages

@testable import Storage

/// Records that come after a state has included their events.
struct RecordRecoveryTests {
    private let folder: TemporaryFolder
    private let channel: PaymentChannel
    /// What a follower stored that was there all the time.
    private let records: [ChannelRecord]
    private let events: [EventRecord]
    private let approved: [ApprovedRecord]

    init() throws {
        folder = try TemporaryFolder()
        channel = try Sample.channel()
        records = try ValidatorCircle.running(states: 3, of: channel).records[1]
        events = records.compactMap { record in
            if case .event(let event, _) = record { event } else { nil }
        }
        approved = records.compactMap { record in
            if case .approved(let record) = record { record } else { nil }
        }
    }

    /// The database of a node that took the states over.
    private func database(limits: StorageLimits = StorageLimits()) async throws -> NodeDatabase {
        let database = try await Sample.database(in: folder, holding: channel, limits: limits)
        let states = records.filter { record in
            switch record {
            case .event, .observed: false
            default: true
            }
        }
        try await database.append(states, of: channel.id)
        return database
    }

    private func events(of state: ApprovedRecord) -> [EventRecord] {
        events.filter { state.state.stepIDs.contains($0.id) }
    }

    private func recovered(_ state: ApprovedRecord, only count: Int = .max) -> ChannelRecord {
        .recovered(
            sequence: state.state.newState.sequence,
            Array(events(of: state).sorted { $0.key < $1.key }.prefix(count)))
    }

    private func page(_ database: NodeDatabase, publisher: UInt8 = 1) async throws -> EventPage {
        try await database.includedEvents(
            of: channel.id,
            query: EventQuery(account: Sample.publisher(publisher).bytes, after: nil, limit: 100))
    }

    private func counts(_ database: NodeDatabase) async throws -> [SpanCount]? {
        let hour = Sample.start.milliseconds / 3_600_000
        return try await database.counts(
            CountQuery(
                channels: [channel.id], publisher: nil, type: .impression,
                bounds: [hour, hour + 1], isByChannel: false))
    }

    @Test func `a node that has got them answers like one that had them`() async throws {
        let late = try await database()
        #expect(try late.onlyChannel().lacksRecords)
        #expect(try await page(late).unrecordedCount == 6)
        try await late.append(approved.map { recovered($0) }, of: channel.id)
        let other = try TemporaryFolder()
        let early = try await Sample.database(in: other, holding: channel)
        try await early.append(records, of: channel.id)

        #expect(try !late.onlyChannel().lacksRecords)
        for publisher in [1, 2] as [UInt8] {
            let (found, expected) = (
                try await page(late, publisher: publisher),
                try await page(early, publisher: publisher)
            )
            #expect(found.unrecordedCount == 0)
            #expect(found.events.count == 3)
            #expect(found.events.map(\.id) == expected.events.map(\.id))
            #expect(found.events.map(\.record) == expected.events.map(\.record))
            #expect(found.events.map(\.amount) == expected.events.map(\.amount))
            #expect(found.events.map(\.proof) == expected.events.map(\.proof))
        }
        let aggregates = try await late.aggregates(of: channel.id, after: nil, limit: 100)
        #expect(
            try await aggregates
                == early.aggregates(of: channel.id, after: nil, limit: 100))
        #expect(try await counts(late) == counts(early))
        #expect(try await counts(late)?.map(\.count) == [6])
    }

    @Test func `what is missing is read in the order of the states, from any place on`()
        async throws
    {
        let database = try await database()
        let all = approved.map { record in
            MissingRecords.Part(
                place: MissingPlace(sequence: record.state.newState.sequence, skipped: 0),
                ids: record.state.stepIDs)
        }
        let id = channel.id
        func read(from place: MissingPlace, limit: Int) async throws -> [MissingRecords.Part] {
            try await database.missingRecords(of: id, from: place, limit: limit).parts
        }
        func rest(of part: Int, after count: Int, to end: Int = .max) -> MissingRecords.Part {
            MissingRecords.Part(
                place: MissingPlace(sequence: all[part].place.sequence, skipped: count),
                ids: Array(all[part].ids.dropFirst(count).prefix(end - count)))
        }
        #expect(try await read(from: .first, limit: 100) == all)
        #expect(try await read(from: .first, limit: 3) == [all[0], rest(of: 1, after: 0, to: 1)])
        let inside = rest(of: 0, after: 1)
        #expect(try await read(from: inside.place, limit: 3) == [inside, all[1]])
        let behind = rest(of: 0, after: 2)
        #expect(try await read(from: behind.place, limit: 2) == [all[1]])
        #expect(try await read(from: rest(of: 2, after: 2).place, limit: 10) == [])
    }

    @Test func `those that are still missing stay noted`() async throws {
        let database = try await database()
        try await database.append([recovered(approved[0], only: 1)], of: channel.id)
        #expect(try await page(database).unrecordedCount == 5)
        let missing = try await database.missingRecords(of: channel.id, from: .first, limit: 1)
        #expect(missing.ids == [approved[0].state.stepIDs[1]])
        try await database.append([recovered(approved[0])], of: channel.id)
        #expect(try await page(database).unrecordedCount == 4)
        #expect(try await database.recordCount() == 2)
    }

    @Test func `a record that its state does not lack is passed over`() async throws {
        let database = try await database()
        let stranger = try Sample.event(200, of: channel.id)
        let sequence = approved[0].state.newState.sequence
        try await database.append(
            [
                .recovered(sequence: sequence, [stranger]),
                .recovered(sequence: sequence, events(of: approved[1])),
                .recovered(sequence: 1_000, events(of: approved[0])),
            ], of: channel.id)
        #expect(try await database.recordCount() == 0)
        #expect(try await page(database).unrecordedCount == 6)
    }

    @Test func `a state that is taken back lacks nothing any more`() async throws {
        let database = try await database()
        let last = try #require(approved.last)
        try await database.append(
            [.reverted(root: last.state.root, restoring: [])], of: channel.id)
        #expect(try await page(database).unrecordedCount == 4)
        try await database.append([recovered(last)], of: channel.id)
        #expect(try await database.recordCount() == 0)
    }

    @Test func `nothing is missing once records have had their time`() async throws {
        try await database().close()
        var limits = StorageLimits()
        limits.pruningPauseMillis = 0
        let end = channel.validUntil + limits.recordsKeptSeconds + 1
        let now = Timestamp(milliseconds: end * 1_000)
        let database = try NodeDatabase.open(at: folder.file(), limits: limits) { now }
        try await database.append(
            [.statement(try Sample.report([], of: channel.id, number: 1_001))], of: channel.id)
        #expect(try await page(database).unrecordedCount == 0)
        try await database.append([recovered(approved[0])], of: channel.id)
        #expect(try await database.recordCount() == 0)
        let aggregates = try await database.aggregates(of: channel.id, after: nil, limit: 10)
        #expect(aggregates.count == 3)
    }

    @Test func `a file from before they were noted says what it lacks`() async throws {
        let before = try await database()
        try await before.append([recovered(approved[1])], of: channel.id)
        try await before.pool.write { database in
            try database.execute(
                sql: """
                    DROP TABLE missing_records;
                    DELETE FROM grdb_migrations WHERE identifier = '4';
                    PRAGMA user_version = 3
                    """)
        }
        try before.close()
        let database = try NodeDatabase.open(at: folder.file())
        #expect(try await page(database).unrecordedCount == 4)
        let missing = try await database.missingRecords(of: channel.id, from: .first, limit: 10)
        #expect(missing.ids == approved[0].state.stepIDs + approved[2].state.stepIDs)
    }

    @Test func `records are handed out by channel`() async throws {
        let database = try await database()
        try await database.append(approved.map { recovered($0) }, of: channel.id)
        let other = try Sample.channel(nonce: 2)
        try await database.append([.channelAdded(other)])
        let ids = approved[0].state.stepIDs
        let found = try await database.records(of: channel.id, ids: ids + [EventID(.zero)])
        #expect(try found.map { try EventRecord.decode($0).id } == ids)
        #expect(try await database.records(of: other.id, ids: ids) == [])
    }
}
