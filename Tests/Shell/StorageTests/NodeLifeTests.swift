// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Mempool
import NodeCore
import Outpace
import Primitives
import Storage
import Testing
import Validator
import ValidatorMessages

struct NodeLifeTests {
    /// The circle, and the snapshot of one validator after its records went to disk and back.
    private func life(
        of index: Int, states: Int = 3
    ) async throws -> (circle: ValidatorCircle, snapshot: ChannelSnapshot) {
        let folder = try TemporaryFolder()
        let channel = try Sample.channel()
        let circle = try ValidatorCircle.running(states: states, of: channel)
        let database = try await Sample.database(in: folder, holding: channel)
        for record in circle.records[index] { try await database.append([record], of: channel.id) }
        try database.close()
        let reopened = try NodeDatabase.open(at: folder.file())
        return (circle, try reopened.onlyChannel())
    }

    @Test func `a new database holds nothing`() async throws {
        let folder = try TemporaryFolder()
        let snapshot = try Sample.database(in: folder).snapshot()
        #expect(snapshot.sequenceNumbersReserved == 0)
        #expect(snapshot.channels.isEmpty)
    }

    @Test func `the circle approves states`() async throws {
        let circle = try ValidatorCircle.running(states: 3, of: try Sample.channel())
        #expect(circle.validators.map { $0.approved?.eventCount } == [6, 6, 6])
    }

    @Test(arguments: 0..<3) func `the last approved state comes back whole`(
        index: Int
    ) async throws {
        let (circle, snapshot) = try await life(of: index)
        let approved = try #require(snapshot.approved)
        #expect(approved == circle.validators[index].approved)
    }

    @Test(arguments: 0..<3) func `every included event comes back`(index: Int) async throws {
        let (circle, snapshot) = try await life(of: index)
        #expect(snapshot.included.count == circle.validators[index].included.count)
        #expect(snapshot.included.allSatisfy { circle.validators[index].included.contains($0) })
    }

    @Test(arguments: 0..<3) func `the events that wait come back with who observed them`(
        index: Int
    ) async throws {
        let (circle, snapshot) = try await life(of: index)
        let waiting = try Sample.event(
            255, of: circle.channel.id, at: circle.now.timestamp)
        #expect(snapshot.pending.map(\.record) == [waiting])
        #expect(snapshot.pending.map(\.isObserved) == [true])
    }

    @Test(arguments: 0..<3) func `the last signature comes back`(index: Int) async throws {
        let (circle, snapshot) = try await life(of: index)
        let signed = circle.records[index].compactMap { record -> SignedRecord? in
            if case .signed(let record) = record { record } else { nil }
        }.last
        #expect(snapshot.signed != nil)
        #expect(snapshot.signed == signed)
    }

    @Test func `the newest statement of each kind of each validator comes back`() async throws {
        let (circle, snapshot) = try await life(of: 1)
        let newest = Set(
            circle.validators[1].statementsForCatchUp.filter {
                $0.statement.kind != .reportObservedEvents
            })
        #expect(newest.count == 3)
        #expect(newest.isSubset(of: snapshot.statements))
    }

    @Test func `statements come back oldest first`() async throws {
        let (_, snapshot) = try await life(of: 0)
        let numbers = snapshot.statements.map(\.sequenceNumber)
        #expect(numbers == numbers.sorted())
    }

    @Test(arguments: 0..<3) func `a validator that restarts goes on where it stopped`(
        index: Int
    ) async throws {
        var (circle, snapshot) = try await life(of: index)
        circle.restart(index, from: snapshot)
        for _ in 0..<4 { circle.advance(.seconds(1)) }
        #expect(circle.validators.map { $0.approved?.eventCount } == [7, 7, 7])
    }

    @Test func `what is in one batch comes back as what is in many`() async throws {
        let folder = try TemporaryFolder()
        let (circle, snapshot) = try await life(of: 0)
        let database = try await Sample.database(in: folder, holding: circle.channel)
        try await database.append(circle.records[0], of: circle.channel.id)
        let together = try database.onlyChannel()
        #expect(together.approved == snapshot.approved)
        #expect(together.included == snapshot.included)
        #expect(together.statements == snapshot.statements)
        #expect(together.signed == snapshot.signed)
    }

    @Test func `the channel comes back with its id and its octets`() async throws {
        let folder = try TemporaryFolder()
        let channel = try Sample.channel()
        let database = try await Sample.database(in: folder, holding: channel)
        #expect(try database.onlyChannel().channel == channel)
    }

    @Test func `channels come back in the order of their ids`() async throws {
        let folder = try TemporaryFolder()
        let database = try Sample.database(in: folder)
        let channels = try (1...5).map { try Sample.channel(nonce: $0) }
        try await database.append(channels.map { .channelAdded($0) })
        #expect(try database.snapshot().channels.map(\.channel.id) == channels.map(\.id).sorted())
    }

    @Test func `a channel is live once it was recorded as live`() async throws {
        let folder = try TemporaryFolder()
        let channel = try Sample.channel()
        let database = try await Sample.database(in: folder, holding: channel)
        #expect(try !database.onlyChannel().isLive)
        try await database.append([.live], of: channel.id)
        #expect(try database.onlyChannel().isLive)
    }

    @Test func `the sequence reservation never falls`() async throws {
        let folder = try TemporaryFolder()
        let database = try Sample.database(in: folder)
        for number in [5, UInt64.max, 7] {
            try await database.append([.sequenceNumbersReserved(through: number)])
        }
        #expect(try database.snapshot().sequenceNumbersReserved == .max)
    }

    @Test func `a record of an unknown channel is refused`() async throws {
        let folder = try TemporaryFolder()
        let database = try Sample.database(in: folder)
        let error = await #expect(throws: StorageError.self) {
            try await database.append([.live], of: try Sample.channel().id)
        }
        #expect(error?.code == .inconsistent)
    }
}
