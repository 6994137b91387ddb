// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Identity
import NodeCore
import Outpace
import Primitives
import Storage
import Testing
import Validator
import ValidatorMessages

struct StatementTests {
    private let folder: TemporaryFolder
    private let channel: PaymentChannel

    init() throws {
        folder = try TemporaryFolder()
        channel = try Sample.channel()
    }

    /// A database that holds reports of validators 1 and 2 in turn, numbered from 1, and two
    /// prices.
    private func filled(
        _ count: UInt64, limits: StorageLimits = StorageLimits()
    ) async throws -> NodeDatabase {
        let database = try await Sample.database(in: folder, holding: channel, limits: limits)
        for number in 1...count {
            let report = try Sample.report(
                [], of: channel.id, by: number % 2 == 1 ? 1 : 2, number: 100 + number)
            try await database.append([.statement(report)], of: channel.id)
        }
        try await database.append(
            [
                .statement(try Sample.price(1, of: channel.id)),
                .statement(try Sample.price(2, of: channel.id)),
            ], of: channel.id)
        return database
    }

    private func numbers(
        _ database: NodeDatabase, _ query: MessageQuery
    ) async throws -> [UInt64] {
        try await database.messages(of: channel.id, query: query).map(\.statement.sequenceNumber)
    }

    @Test func `messages come newest first`() async throws {
        let database = try await filled(3)
        #expect(try await numbers(database, MessageQuery(limit: 10)) == [2, 1, 103, 102, 101])
    }

    @Test func `pages follow each other without a gap`() async throws {
        let database = try await filled(5)
        var query = MessageQuery(limit: 3)
        var pages: [[UInt64]] = []
        while let last = try await database.messages(of: channel.id, query: query).last {
            pages.append(try await numbers(database, query))
            query.before = last.cursor
        }
        #expect(pages == [[2, 1, 105], [104, 103, 102], [101]])
    }

    @Test func `messages are chosen by author`() async throws {
        let database = try await filled(4)
        let author = try Sample.key(2).address
        #expect(try await numbers(database, MessageQuery(author: author, limit: 9)) == [104, 102])
    }

    @Test func `messages are chosen by kind`() async throws {
        let database = try await filled(2)
        let query = MessageQuery(kinds: [.setImpressionPrice, .newState], limit: 9)
        #expect(try await numbers(database, query) == [2, 1])
    }

    @Test(arguments: [-1, 0]) func `a limit below one yields nothing`(limit: Int) async throws {
        #expect(try await numbers(try await filled(2), MessageQuery(limit: limit)).isEmpty)
    }

    @Test func `a page is bounded whatever is asked`() async throws {
        var limits = StorageLimits()
        limits.messagesPerPageLimit = 3
        let database = try await filled(4, limits: limits)
        #expect(try await numbers(database, MessageQuery(limit: .max)).count == 3)
    }

    @Test func `messages of an unknown channel are none`() async throws {
        let database = try await filled(1)
        let other = try Sample.channel(nonce: 2).id
        #expect(try await database.messages(of: other, query: MessageQuery(limit: 9)).isEmpty)
    }

    @Test func `a message tells when it came`() async throws {
        let messages = try await filled(1).messages(of: channel.id, query: MessageQuery(limit: 1))
        #expect(messages.map(\.receivedAt) == [Sample.start])
    }

    @Test func `a statement that comes again is kept once`() async throws {
        let database = try await filled(1)
        let again = try Sample.report([], of: channel.id, number: 101)
        try await database.append([.statement(again), .statement(again)], of: channel.id)
        #expect(try await numbers(database, MessageQuery(limit: 9)) == [2, 1, 101])
    }

    @Test func `surplus statements go, the oldest first`() async throws {
        var limits = StorageLimits()
        limits.statementsPerKindLimit = 2
        limits.statementsBetweenPrunings = 1
        let database = try await filled(8, limits: limits)
        let kept = try await numbers(database, MessageQuery(limit: 99))
        #expect(kept == [2, 1, 108, 107, 106, 105])
    }

    @Test func `prices all stay`() async throws {
        var limits = StorageLimits()
        limits.statementsPerKindLimit = 1
        limits.statementsBetweenPrunings = 1
        let database = try await Sample.database(in: folder, holding: channel, limits: limits)
        for number in 1...9 {
            let price = try Sample.price(UInt64(number), of: channel.id)
            try await database.append([.statement(price)], of: channel.id)
        }
        #expect(try database.onlyChannel().statements.map(\.sequenceNumber) == Array(1...9))
    }

    @Test func `a restart gets the reports whose events wait, and the newest`() async throws {
        let database = try await Sample.database(in: folder, holding: channel)
        let circle = try ValidatorCircle.running(states: 1, of: channel)
        try await database.append(circle.records[0], of: channel.id)
        let included = try #require(circle.validators[0].approved).stepIDs
        let waiting = try Sample.event(77, of: channel.id).id
        let ids = [included, [waiting], included, included]
        for (index, ids) in ids.enumerated() {
            let report = try Sample.report(
                ids, of: channel.id, by: 3, number: 1_000 + UInt64(index))
            try await database.append([.statement(report)], of: channel.id)
        }
        let third = try Sample.key(3).address
        let restored = try database.onlyChannel().statements.filter {
            $0.authorAddress == third && $0.statement.kind == .reportObservedEvents
        }
        #expect(restored.map(\.sequenceNumber) == [1_001, 1_003])
    }

    @Test func `a statement whose octets changed on the disk is reported`() async throws {
        let database = try await filled(1)
        try database.close()
        var bytes = try folder.bytes()
        let signature = try #require(
            try Sample.report([], of: channel.id, number: 101).message.signature)
        let place = try #require(
            bytes.indices.first { bytes[$0...].starts(with: signature.suffix(16)) })
        bytes[place + 15] ^= 1
        let reopened = try NodeDatabase.open(at: try folder.write(bytes, to: "bad.db"))
        let error = #expect(throws: StorageError.self) { try reopened.snapshot() }
        #expect(error?.code == .corrupt)
    }

    @Test func `evidence is kept once for each rule and validator`() async throws {
        let database = try await Sample.database(in: folder, holding: channel)
        let evidence = Evidence(
            rule: .unorderedStates, validator: channel.leader,
            statements: [
                try Sample.price(1, of: channel.id), try Sample.price(2, of: channel.id),
            ])
        try await database.append([.evidence(evidence), .evidence(evidence)], of: channel.id)
        #expect(try await database.evidence(of: channel.id) == [evidence])
        #expect(try database.onlyChannel().evidence == [evidence])
    }
}
