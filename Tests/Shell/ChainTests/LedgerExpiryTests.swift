// This source file is part of the Outpace project. License: see LICENSE.

import Chain
import NodeCore
import Outpace
import Primitives
import Testing

/// Taking the rest after the end.
struct LedgerExpiryTests {
    private let ledger: Ledger
    private let channel: PaymentChannel

    init() throws {
        ledger = try Ledger()
        channel = try Ledger.channel()
    }

    private func afterTheEnd() throws -> LedgerChain {
        try ledger.chain(at: channel.validUntil + 1)
    }

    @Test func `the whole deposit is paid when nobody withdrew`() async throws {
        try await ledger.chain().open(channel)
        let later = try afterTheEnd()
        #expect(try await later.withdrawExpired(channel) == Amount(1_000))
        #expect(try await later.state(of: channel.id) == .expired)
        #expect(try await later.remaining(of: channel.id) == .zero)
    }

    @Test func `what was withdrawn is not paid again`() async throws {
        let chain = try ledger.chain()
        try await chain.open(channel)
        let state = try SettledState(channel, [(100, 300), (101, 50)])
        try await chain.withdraw(state.withdrawal(of: 100), key: 100)
        #expect(try await afterTheEnd().withdrawExpired(channel) == Amount(700))
    }

    @Test func `at the last second it is NOT_EXPIRED`() async throws {
        try await ledger.chain().open(channel)
        let code = await refusal {
            try await ledger.chain(at: channel.validUntil).withdrawExpired(channel)
        }
        #expect(code == "NOT_EXPIRED")
    }

    @Test(arguments: [1, 100] as [UInt8]) func `by another than the creator it is INVALID_CREATOR`(
        caller: UInt8
    ) async throws {
        try await ledger.chain().open(channel)
        let later = try afterTheEnd()
        let code = await refusal { try await later.withdrawExpired(channel, key: caller) }
        #expect(code == "INVALID_CREATOR")
        #expect(try await later.state(of: channel.id) == .active)
    }

    @Test func `the time is checked before the caller`() async throws {
        let chain = try ledger.chain()
        try await chain.open(channel)
        let code = await refusal { try await chain.withdrawExpired(channel, key: 1) }
        #expect(code == "NOT_EXPIRED")
    }

    @Test func `a second time it is INVALID_STATE`() async throws {
        try await ledger.chain().open(channel)
        let later = try afterTheEnd()
        try await later.withdrawExpired(channel)
        let code = await refusal { try await later.withdrawExpired(channel) }
        #expect(code == "INVALID_STATE")
    }

    @Test func `of a channel that was never opened it is INVALID_STATE`() async throws {
        let code = await refusal { try await ledger.chain().withdrawExpired(channel) }
        #expect(code == "INVALID_STATE")
    }

    @Test func `an ended channel is not opened again`() async throws {
        try await ledger.chain().open(channel)
        try await afterTheEnd().withdrawExpired(channel)
        let code = await refusal { try await ledger.chain().open(channel) }
        #expect(code == "INVALID_STATE")
    }
}
