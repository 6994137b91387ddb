// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Storage
import Testing
import Validator
import ValidatorMessages

struct SignatureTests {
    private static func record(
        _ sequence: UInt64, root: UInt8, accounts: UInt8 = 2
    ) throws -> ChannelRecord {
        let entries = try (0..<accounts).map {
            Balances.Entry(account: try Sample.publisher($0), amount: Amount(UInt64($0) * 1_000))
        }
        return .signed(
            SignedRecord(
                floor: SigningFloor(
                    sequence: sequence, root: try Sample.digest(root),
                    lineage: Lineage(try Sample.digest(root)), balances: try Balances(entries)),
                changes: entries,
                stepIDs: [EventID(try Sample.digest(1)), EventID(try Sample.digest(2))]))
    }

    /// Appends the records one by one, and answers with what is stored then.
    private func store(_ records: [ChannelRecord]) async throws -> SignedRecord? {
        let folder = try TemporaryFolder()
        let channel = try Sample.channel()
        let database = try await Sample.database(in: folder, holding: channel)
        for record in records { try await database.append([record], of: channel.id) }
        return try database.onlyChannel().signed
    }

    private func refusal(_ records: [ChannelRecord]) async throws -> StorageError? {
        await #expect(throws: StorageError.self) { try await store(records) }
    }

    @Test(arguments: [0, 1, 25]) func `a signature comes back with all its parts`(
        accounts: UInt8
    ) async throws {
        let record = try Self.record(4, root: 1, accounts: accounts)
        let stored = try #require(try await store([record]))
        #expect(.signed(stored) == record)
    }

    @Test(arguments: [0, 1, UInt64(Int64.max) + 1, .max]) func `any sequence comes back`(
        sequence: UInt64
    ) async throws {
        #expect(try await store([Self.record(sequence, root: 1)])?.floor.sequence == sequence)
    }

    @Test func `a higher sequence replaces a lower one`() async throws {
        let stored = try await store([Self.record(1, root: 1), Self.record(2, root: 2)])
        #expect(try stored?.floor.root == Sample.digest(2))
    }

    @Test func `two states with one sequence are refused`() async throws {
        let error = try await refusal([Self.record(2, root: 1), Self.record(2, root: 2)])
        #expect(error?.code == .signingFloor)
    }

    @Test func `another state with a lower sequence is refused`() async throws {
        let error = try await refusal([Self.record(2, root: 1), Self.record(1, root: 2)])
        #expect(error?.code == .signingFloor)
    }

    @Test func `sequences compare as numbers over their whole range`() async throws {
        let stored = try await store([
            Self.record(255, root: 1), Self.record(256, root: 2),
            Self.record(UInt64(Int64.max) + 1, root: 3),
        ])
        #expect(try stored?.floor.root == Sample.digest(3))
    }

    @Test func `the same state under a lower sequence keeps the higher one`() async throws {
        let stored = try await store([Self.record(5, root: 1), Self.record(3, root: 1)])
        #expect(stored?.floor.sequence == 5)
    }

    @Test func `a refused signature takes its whole batch with it`() async throws {
        let folder = try TemporaryFolder()
        let channel = try Sample.channel()
        let database = try await Sample.database(in: folder, holding: channel)
        try await database.append([try Self.record(2, root: 1)], of: channel.id)
        await #expect(throws: StorageError.self) {
            try await database.append(
                [
                    .event(try Sample.event(1, of: channel.id), isObserved: true),
                    try Self.record(2, root: 2),
                ], of: channel.id)
        }
        let snapshot = try database.onlyChannel()
        #expect(snapshot.pending.isEmpty)
        #expect(try snapshot.signed?.floor.root == Sample.digest(1))
    }
}
