// This source file is part of the Outpace project. License: see LICENSE.

import Chain
import Foundation
import GRDB
import NodeCore
import Outpace
import Primitives
import Testing

struct LedgerChainTests {
    private let ledger: Ledger
    private let now = Ledger.now
    private let yearSeconds: UInt64 = 365 * 86_400

    init() throws { ledger = try Ledger() }

    private func refusal(_ body: () async throws -> Void) async -> ChainError? {
        await #expect(throws: ChainError.self) { try await body() }
    }

    @Test func `a channel that was never opened is unknown`() async throws {
        #expect(try await ledger.chain().state(of: Ledger.channel().id) == .unknown)
    }

    @Test func `an opened channel is active`() async throws {
        let chain = try ledger.chain()
        try await chain.open(Ledger.channel())
        #expect(try await chain.state(of: Ledger.channel().id) == .active)
    }

    @Test(arguments: [2, 3, 25]) func `2 to 25 validators are accepted`(
        count: UInt8
    ) async throws {
        let channel = try Ledger.channel(validators: count)
        let chain = try ledger.chain()
        try await chain.open(channel)
        #expect(try await chain.state(of: channel.id) == .active)
    }

    @Test(arguments: [0, 1, 365 * 86_400]) func `an end from now to a year ahead is accepted`(
        ahead: UInt64
    ) async throws {
        let channel = try Ledger.channel(validUntil: now + ahead)
        let chain = try ledger.chain()
        try await chain.open(channel)
        #expect(try await chain.state(of: channel.id) == .active)
    }

    @Test func `an end before now is INVALID_CHANNEL`() async throws {
        let error = await refusal {
            try await ledger.chain().open(Ledger.channel(validUntil: now - 1))
        }
        #expect(error?.code.rawValue == "INVALID_CHANNEL")
    }

    @Test func `an end past a year ahead is INVALID_CHANNEL`() async throws {
        let error = await refusal {
            try await ledger.chain().open(Ledger.channel(validUntil: now + yearSeconds + 1))
        }
        #expect(error?.code.rawValue == "INVALID_CHANNEL")
    }

    @Test func `a refused channel stays unknown`() async throws {
        let chain = try ledger.chain()
        let channel = try Ledger.channel(validUntil: now - 1)
        _ = await refusal { try await chain.open(channel) }
        #expect(try await chain.state(of: channel.id) == .unknown)
    }

    @Test func `a channel that is opened twice is INVALID_STATE`() async throws {
        let chain = try ledger.chain()
        try await chain.open(Ledger.channel())
        let error = await refusal { try await chain.open(Ledger.channel()) }
        #expect(error?.code.rawValue == "INVALID_STATE")
    }

    @Test func `the state is checked before the channel`() async throws {
        try await ledger.chain().open(Ledger.channel())
        let later = try ledger.chain(at: now + 2 * yearSeconds)
        let error = await refusal { try await later.open(Ledger.channel()) }
        #expect(error?.code == .invalidState)
    }

    @Test func `the rest is withdrawn after the end`() async throws {
        let channel = try Ledger.channel()
        try await ledger.chain().open(channel)
        let later = try ledger.chain(at: channel.validUntil + 1)
        try await later.withdrawExpired(channel)
        #expect(try await later.state(of: channel.id) == .expired)
    }

    @Test func `the rest is not withdrawn at the last second`() async throws {
        let channel = try Ledger.channel()
        try await ledger.chain().open(channel)
        let error = await refusal {
            try await ledger.chain(at: channel.validUntil).withdrawExpired(channel)
        }
        #expect(error?.code.rawValue == "NOT_EXPIRED")
    }

    @Test func `the rest of a channel that is not active is INVALID_STATE`() async throws {
        let error = await refusal { try await ledger.chain().withdrawExpired(Ledger.channel()) }
        #expect(error?.code == .invalidState)
    }

    @Test func `states answer in the order of the question`() async throws {
        let chain = try ledger.chain()
        try await chain.open(Ledger.channel(2))
        let ids = try (1...3).map { try Ledger.channel($0).id }
        #expect(try await chain.states(of: ids) == [.unknown, .active, .unknown])
    }

    @Test func `a channel that one process opens another sees`() async throws {
        let (first, second) = (try ledger.chain(), try ledger.chain())
        try await first.open(Ledger.channel())
        #expect(try await second.state(of: Ledger.channel().id) == .active)
    }

    @Test func `of processes that open one channel at once exactly one succeeds`() async throws {
        let chains = try (0..<4).map { _ in try ledger.chain() }
        let channel = try Ledger.channel()
        let successes = await withTaskGroup(of: Bool.self) { group in
            for chain in chains {
                group.addTask {
                    do {
                        try await chain.open(channel)
                        return true
                    } catch {
                        return false
                    }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(successes == 1)
    }

    @Test func `processes that make the ledger at once all succeed`() async throws {
        let path = ledger.path
        let count = try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { _ = try LedgerChain(path: path) } }
            return try await group.reduce(into: 0) { count, _ in count += 1 }
        }
        #expect(count == 8)
    }

    @Test func `the ledger survives its processes`() async throws {
        let chain = try ledger.chain()
        try await chain.open(Ledger.channel())
        try chain.close()
        #expect(try await ledger.chain().state(of: Ledger.channel().id) == .active)
    }

    @Test func `a file that is no database is refused`() throws {
        try Data(repeating: 7, count: 4_096).write(to: URL(filePath: ledger.path))
        let error = #expect(throws: ChainError.self) { try ledger.chain() }
        #expect(error?.code == .notLedger)
    }

    @Test func `a database of another program is refused`() throws {
        let other = try DatabaseQueue(path: ledger.path)
        try other.write { try $0.execute(sql: "CREATE TABLE a (b)") }
        let error = #expect(throws: ChainError.self) { try ledger.chain() }
        #expect(error?.code == .notLedger)
    }
}
