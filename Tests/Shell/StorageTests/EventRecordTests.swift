// This source file is part of the Outpace project. License: see LICENSE.

import GRDB
import NodeCore
import Outpace
import Primitives
import Testing
import Validator
import ValidatorMessages

@testable import Storage

/// States of two events each, of publishers 1 and 2, as `ValidatorCircle` makes them.
struct EventRecordTests {
    private let folder: TemporaryFolder
    private let channel: PaymentChannel

    init() throws {
        folder = try TemporaryFolder()
        channel = try Sample.channel()
    }

    private func filled(
        states count: Int, limits: StorageLimits = StorageLimits()
    ) async throws -> (database: NodeDatabase, approved: [ApprovedRecord]) {
        try await ValidatorCircle.database(
            in: folder, holding: channel, states: count, limits: limits)
    }

    private func page(
        _ database: NodeDatabase, publisher: UInt8 = 1, after: EventPlace? = nil, limit: Int = 100
    ) async throws -> EventPage {
        try await database.includedEvents(
            of: channel.id,
            query: EventQuery(
                account: Sample.publisher(publisher).bytes, after: after, limit: limit))
    }

    @Test func `every included event of a channel stays`() async throws {
        let (database, _) = try await filled(states: 100)
        #expect(try await database.recordCount() == 201)
        #expect(try await page(database).events.count == 100)
    }

    @Test func `a proof leads from the record to the root that the leader proposed`() async throws {
        let (database, approved) = try await filled(states: 3)
        let events = try await page(database).events
        #expect(events.count == 3)
        for (event, record) in zip(events, approved) {
            let newState = record.state.newState
            #expect(try EventRecord.decode(event.record).id == event.id)
            #expect(event.state.sequence == newState.sequence)
            #expect(event.state.root == newState.stateRoot)
            let root = try #require(newState.eventsRoot)
            #expect(event.state.eventsRoot == root)
            #expect(MerkleTree.verify(leaf: event.id.digest, proof: event.proof, root: root))
            #expect(event.amount == Amount(1))
        }
    }

    @Test func `a page says how many events were included without a record`() async throws {
        let whole = try await filled(states: 2).database
        #expect(try await page(whole).unrecordedCount == 0)
        let other = try TemporaryFolder()
        let database = try await Sample.database(in: other, holding: channel)
        let records = try ValidatorCircle.running(states: 3, of: channel).records[1].filter {
            switch $0 {
            case .event, .observed: false
            default: true
            }
        }
        try await database.append(records, of: channel.id)
        let included = records.reduce(0) { count, record in
            guard case .approved(let approved) = record else { return count }
            return count + approved.state.stepIDs.count
        }
        let page = try await page(database)
        #expect(page.events.isEmpty)
        #expect(included > 0)
        #expect(page.unrecordedCount == UInt64(included))
    }

    @Test func `pages follow each other without a gap`() async throws {
        let (database, _) = try await filled(states: 7)
        let all = try await page(database)
        #expect(all.isLast)
        var events: [IncludedEvent] = []
        var after: EventPlace?
        while true {
            let page = try await page(database, after: after, limit: 2)
            #expect(page.events.count <= 2)
            events += page.events
            after = page.events.last?.place
            if page.isLast { break }
        }
        #expect(events == all.events)
    }

    @Test func `a page ends before it hashes too much`() async throws {
        var limits = StorageLimits()
        limits.idsPerPageLimit = 4
        let (database, _) = try await filled(states: 5, limits: limits)
        let first = try await page(database)
        #expect(first.events.count == 2)
        #expect(!first.isLast)
        let second = try await page(database, after: first.events.last?.place)
        #expect(second.events.count == 2)
        limits.idsPerPageLimit = 1
        let reopened = try NodeDatabase.open(at: folder.file(), limits: limits)
        #expect(try await page(reopened).events.count == 1)
    }

    @Test func `an event is found by its user and by its publisher`() async throws {
        var circle = try ValidatorCircle(channel)
        let users = [Bytes("visitor".utf8), Bytes(repeating: 0xaa, count: 20)]
        for (number, user) in users.enumerated() {
            circle.submit(
                try Sample.event(
                    UInt8(number), of: channel.id, at: circle.now.timestamp, user: user))
        }
        for _ in 0..<4 { circle.advance(.seconds(1)) }
        let database = try await Sample.database(in: folder, holding: channel)
        try await database.append(circle.records[1], of: channel.id)
        for (account, count) in [(users[0], 1), (users[1], 2)] {
            let page = try await database.includedEvents(
                of: channel.id, query: EventQuery(account: account, limit: 10))
            #expect(page.events.count == count)
        }
    }

    @Test func `an account without events has none`() async throws {
        let (database, _) = try await filled(states: 1)
        let page = try await page(database, publisher: 9)
        #expect(page.events.isEmpty)
        #expect(page.isLast)
        let other = try await database.includedEvents(
            of: Sample.channel(nonce: 2).id,
            query: EventQuery(account: Sample.publisher(1).bytes, limit: 10))
        #expect(other.events.isEmpty)
    }

    @Test func `a state that is taken back takes its events and counts along`() async throws {
        let (database, approved) = try await filled(states: 2)
        let counted = try await counts(database)
        #expect(counted.map(\.count) == [4])
        try await database.append(
            [.reverted(root: approved[1].state.root, restoring: [])], of: channel.id)
        #expect(try await page(database).events.count == 1)
        #expect(try await counts(database).map(\.count) == [2])
        #expect(try await counts(database).map(\.amount) == [Amount(2)])
        let aggregates = try await database.aggregates(of: channel.id, after: nil, limit: 10)
        #expect(aggregates.count == 1)
    }

    @Test func `a state that comes back is counted again`() async throws {
        let (database, approved) = try await filled(states: 1)
        let before = try await counts(database)
        try await database.append(
            [.reverted(root: approved[0].state.root, restoring: [])], of: channel.id)
        #expect(try await counts(database).isEmpty)
        #expect(try await database.rowCount("event_accounts") == 0)
        #expect(try await database.rowCount("event_counts") == 0)
        try await database.append([.approved(approved[0])], of: channel.id)
        #expect(try await counts(database) == before)
    }

    private func counts(_ database: NodeDatabase) async throws -> [SpanCount] {
        let day = Sample.start.milliseconds / 86_400_000 * 24
        return try #require(
            try await database.counts(
                CountQuery(
                    channels: [channel.id], publisher: nil, type: .impression,
                    bounds: [day, day + 24], isByChannel: true)))
    }

    @Test func `an aggregate of a state sums its events`() async throws {
        let (database, _) = try await filled(states: 3)
        let aggregates = try await database.aggregates(of: channel.id, after: nil, limit: 2)
        #expect(aggregates.count == 2)
        #expect(aggregates[0].created < aggregates[1].created)
        #expect(aggregates[0].sums.map(\.count) == [1, 1])
        #expect(
            aggregates[0].sums.map(\.publisher) == [
                try Sample.publisher(1), try Sample.publisher(2),
            ])
        let rest = try await database.aggregates(
            of: channel.id, after: aggregates[1].created, limit: 10)
        #expect(rest.count == 1)
    }

    @Test func `a page of aggregates is bounded in sums`() async throws {
        var limits = StorageLimits()
        limits.sumsPerPageLimit = 5
        let (database, _) = try await filled(states: 4, limits: limits)
        let aggregates = try await database.aggregates(of: channel.id, after: nil, limit: 10)
        #expect(aggregates.count == 2)
    }

    @Test func `counts are kept by publisher, by channel and for all`() async throws {
        let (database, _) = try await filled(states: 3)
        let day = Sample.start.milliseconds / 86_400_000 * 24
        for (channels, publisher, count) in [
            ([channel.id], try Sample.publisher(1), 3), ([channel.id], nil, 6), (nil, nil, 6),
            ([channel.id], try Sample.publisher(9), nil),
            ([try Sample.channel(nonce: 2).id], nil, nil),
        ] as [([ChannelID]?, Address?, UInt64?)] {
            for bounds in [[day, day + 24], [day, day + 23, day + 25]] {
                let found = try await database.counts(
                    CountQuery(
                        channels: channels, publisher: publisher, type: .impression,
                        bounds: bounds, isByChannel: false))
                #expect(found?.first?.count == count)
                #expect(found?.first?.amount == count.map { Amount($0) })
            }
        }
    }

    @Test func `too large a question is not answered`() async throws {
        var limits = StorageLimits()
        limits.countersPerQueryLimit = 0
        let (database, _) = try await filled(states: 1, limits: limits)
        let day = Sample.start.milliseconds / 86_400_000 * 24
        let found = try await database.counts(
            CountQuery(
                channels: nil, publisher: nil, type: .impression, bounds: [day, day + 24],
                isByChannel: false))
        #expect(found == nil)
    }
}

extension NodeDatabase {
    func rowCount(_ table: String) async throws -> Int? {
        try await pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") }
    }
}
