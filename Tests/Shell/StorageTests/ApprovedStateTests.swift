// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import NodeCore
import Outpace
import Primitives
import Storage
import Testing
import Validator
import ValidatorMessages

struct ApprovedStateTests {
    private let folder: TemporaryFolder
    private let channel: PaymentChannel

    init() throws {
        folder = try TemporaryFolder()
        channel = try Sample.channel()
    }

    /// A database with the records of a follower of a circle that approved states, and these
    /// states.
    private func filled(
        states count: Int, limits: StorageLimits = StorageLimits()
    ) async throws -> (database: NodeDatabase, approved: [ApprovedRecord]) {
        try await ValidatorCircle.database(
            in: folder, holding: channel, states: count, limits: limits)
    }

    @Test func `bundles of approved states come oldest first`() async throws {
        let (database, approved) = try await filled(states: 3)
        let bundles = try await database.approvedBundles(
            of: channel.id, after: 0, byteLimit: .max)
        #expect(bundles == approved.map { $0.state.bundle.encode() })
    }

    @Test func `bundles follow the sequence that is named`() async throws {
        let (database, approved) = try await filled(states: 3)
        let bundles = try await database.approvedBundles(
            of: channel.id, after: approved[1].state.newState.sequence, byteLimit: .max)
        #expect(bundles == [approved[2].state.bundle.encode()])
    }

    @Test func `bundles stop at the limit of octets`() async throws {
        let (database, approved) = try await filled(states: 3)
        let limit = approved[0].state.bundle.encode().count + 1
        let bundles = try await database.approvedBundles(
            of: channel.id, after: 0, byteLimit: limit)
        #expect(bundles.count == 1)
    }

    @Test func `a state's statements are found by its sequence`() async throws {
        let (database, approved) = try await filled(states: 3)
        for record in approved {
            let sequence = record.state.newState.sequence
            let found = try await database.statements(of: channel.id, sequence: sequence)
            #expect(found?.proposal == record.state.proposal)
            #expect(found?.approvals == record.state.approvals.compactMap { $0 })
        }
        let other = try await database.statements(of: channel.id, sequence: .max)
        #expect(other == nil)
        let foreign = try await database.statements(of: ChannelID(.zero), sequence: 1)
        #expect(foreign == nil)
    }

    @Test func `one bundle comes however small the limit`() async throws {
        let (database, _) = try await filled(states: 2)
        let bundles = try await database.approvedBundles(of: channel.id, after: 0, byteLimit: 0)
        #expect(bundles.count == 1)
    }

    @Test func `a state that is taken back leaves the one before it`() async throws {
        let (database, approved) = try await filled(states: 2)
        let parent = approved[0].state
        let restoring = approved[1].changes.map {
            BalanceChange(
                account: $0.account, beforeFees: parent.beforeFees[$0.account],
                afterFees: parent.balances[$0.account])
        }
        try await database.append(
            [.reverted(root: approved[1].state.root, restoring: restoring)], of: channel.id)
        let restored = try #require(try database.onlyChannel().approved)
        #expect(restored.root == parent.root)
        #expect(restored.balances == parent.balances)
        #expect(restored.beforeFees == parent.beforeFees)
    }

    @Test func `the events of a state that is taken back wait again`() async throws {
        let (database, approved) = try await filled(states: 1)
        let state = approved[0].state
        let restoring = approved[0].changes.map {
            BalanceChange(account: $0.account, beforeFees: nil, afterFees: nil)
        }
        try await database.append(
            [.reverted(root: state.root, restoring: restoring)], of: channel.id)
        let snapshot = try database.onlyChannel()
        #expect(snapshot.approved == nil)
        #expect(snapshot.included.isEmpty)
        #expect(Set(state.stepIDs).isSubset(of: snapshot.pending.map(\.record.id)))
        #expect(snapshot.pending.count == 3)
    }

    @Test func `only the last approved state can be taken back`() async throws {
        let (database, approved) = try await filled(states: 2)
        let error = await #expect(throws: StorageError.self) {
            try await database.append(
                [.reverted(root: approved[0].state.root, restoring: [])], of: channel.id)
        }
        #expect(error?.code == .inconsistent)
    }

    @Test func `a state that was stored is stored once`() async throws {
        let (database, approved) = try await filled(states: 2)
        try await database.append([.approved(approved[1])], of: channel.id)
        #expect(try database.onlyChannel().included.count == 4)
    }

    @Test func `an older state after a newer one is refused`() async throws {
        let (database, approved) = try await filled(states: 2)
        let error = await #expect(throws: StorageError.self) {
            try await database.append([.approved(approved[0])], of: channel.id)
        }
        #expect(error?.code == .inconsistent)
    }

    @Test func `dropped events are gone`() async throws {
        let database = try await Sample.database(in: folder, holding: channel)
        let events = try (1...3).map { try Sample.event($0, of: channel.id) }
        try await database.append(events.map { .event($0, isObserved: false) }, of: channel.id)
        try await database.append([.dropped([events[0].id, events[2].id])], of: channel.id)
        #expect(try database.onlyChannel().pending.map(\.record) == [events[1]])
    }

    @Test func `an event counts as observed once it was recorded so`() async throws {
        let database = try await Sample.database(in: folder, holding: channel)
        let event = try Sample.event(1, of: channel.id)
        try await database.append([.event(event, isObserved: false)], of: channel.id)
        #expect(try database.onlyChannel().pending.map(\.isObserved) == [false])
        try await database.append([.observed(event.id)], of: channel.id)
        #expect(try database.onlyChannel().pending.map(\.isObserved) == [true])
        try await database.append([.event(event, isObserved: false)], of: channel.id)
        #expect(try database.onlyChannel().pending.map(\.isObserved) == [true])
    }

    @Test func `waiting events come back in the order of their keys`() async throws {
        let database = try await Sample.database(in: folder, holding: channel)
        let events = try (1...9).map {
            try Sample.event(
                $0, of: channel.id, at: Sample.start.subtracting(milliseconds: UInt64($0 % 3)))
        }
        try await database.append(events.map { .event($0, isObserved: true) }, of: channel.id)
        let keys = try database.onlyChannel().pending.map(\.record.key)
        #expect(keys == events.map(\.key).sorted())
    }
}
