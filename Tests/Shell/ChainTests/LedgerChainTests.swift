// This source file is part of the Outpace project. License: see LICENSE.

import Chain
import NodeCore
import Outpace
import Primitives
import Testing

struct LedgerChainTests {
    private let ledger: Ledger
    private let now = Ledger.now
    private let yearSeconds: UInt64 = 365 * 86_400

    init() throws { ledger = try Ledger() }

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
        let code = await refusal {
            try await ledger.chain().open(Ledger.channel(validUntil: now - 1))
        }
        #expect(code == "INVALID_CHANNEL")
    }

    @Test func `an end past a year ahead is INVALID_CHANNEL`() async throws {
        let code = await refusal {
            try await ledger.chain().open(Ledger.channel(validUntil: now + yearSeconds + 1))
        }
        #expect(code == "INVALID_CHANNEL")
    }

    @Test func `a refused channel stays unknown`() async throws {
        let chain = try ledger.chain()
        let channel = try Ledger.channel(validUntil: now - 1)
        _ = await refusal { try await chain.open(channel) }
        #expect(try await chain.state(of: channel.id) == .unknown)
    }

    @Test(arguments: [0, 1, 26]) func `other numbers of validators are no channel`(
        count: UInt8
    ) throws {
        #expect(throws: ChannelFault.self) { try Ledger.channel(validators: count) }
    }

    @Test func `a channel that another opens is INVALID_CREATOR`() async throws {
        let chain = try ledger.chain()
        let code = await refusal { try await chain.open(Ledger.channel(), key: 1) }
        #expect(code == "INVALID_CREATOR")
        #expect(try await chain.state(of: Ledger.channel().id) == .unknown)
    }

    @Test func `the creator is checked before the channel`() async throws {
        let chain = try ledger.chain(at: now + 2 * yearSeconds)
        let code = await refusal { try await chain.open(Ledger.channel(), key: 1) }
        #expect(code == "INVALID_CREATOR")
    }

    @Test func `the state is checked before the creator`() async throws {
        let chain = try ledger.chain()
        try await chain.open(Ledger.channel())
        let code = await refusal { try await chain.open(Ledger.channel(), key: 1) }
        #expect(code == "INVALID_STATE")
    }

    @Test func `a channel that is opened twice is INVALID_STATE`() async throws {
        let chain = try ledger.chain()
        try await chain.open(Ledger.channel())
        let code = await refusal { try await chain.open(Ledger.channel()) }
        #expect(code == "INVALID_STATE")
    }

    @Test func `the state is checked before the channel`() async throws {
        try await ledger.chain().open(Ledger.channel())
        let later = try ledger.chain(at: now + 2 * yearSeconds)
        let code = await refusal { try await later.open(Ledger.channel()) }
        #expect(code == "INVALID_STATE")
    }

    @Test func `an opened channel is described as it was opened`() async throws {
        let chain = try ledger.chain()
        let channel = try Ledger.channel()
        try await chain.open(channel)
        #expect(try await chain.channel(channel.id) == channel)
        #expect(try await chain.channel(Ledger.channel(2).id) == nil)
    }

    @Test func `a channel of another contract is held under its own id`() async throws {
        let core = try #require(Address(hex: "0x00000000000000000000000000000000000000c0"))
        let channel = try PaymentChannel.parse(try Ledger.json(), core: core)
        let chain = try ledger.chain()
        try await chain.open(channel)
        #expect(try await chain.channel(channel.id)?.core == core)
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
}
