// This source file is part of the Outpace project. License: see LICENSE.

import Chain
import Cryptography
import Outpace
import Primitives
import Testing

/// Who may call, and what a signature is good for.
struct LedgerCallerTests {
    private let ledger: Ledger
    private let chain: LedgerChain
    private let channel: PaymentChannel

    init() throws {
        ledger = try Ledger()
        chain = try ledger.chain()
        channel = try Ledger.channel()
    }

    @Test func `a caller that did not sign is refused`() async throws {
        let signed = chain.caller(try Ledger.key(1), for: .open(channel.id))
        let forged = LedgerCaller(
            address: try Ledger.address(Ledger.creatorNumber), signature: signed.signature)
        let code = await refusal { try await chain.open(channel, by: forged) }
        #expect(code == "NOT_SIGNED_BY_CALLER")
    }

    @Test func `the caller is checked before anything else`() async throws {
        try await chain.open(channel)
        let caller = chain.caller(
            try Ledger.key(Ledger.creatorNumber), for: .withdrawExpired(channel.id))
        let code = await refusal { try await chain.open(channel, by: caller) }
        #expect(code == "NOT_SIGNED_BY_CALLER")
    }

    @Test func `a signature for another ledger is refused`() async throws {
        let elsewhere = try Ledger()
        let caller = try elsewhere.chain().caller(
            try Ledger.key(Ledger.creatorNumber), for: .open(channel.id))
        let code = await refusal { try await chain.open(channel, by: caller) }
        #expect(code == "NOT_SIGNED_BY_CALLER")
    }

    @Test func `a signature for one amount is none for another`() async throws {
        try await chain.open(channel)
        let older = try SettledState(channel, [(100, 10)]).withdrawal(of: 100)
        let newer = try SettledState(channel, [(100, 20)]).withdrawal(of: 100)
        let caller = chain.caller(try Ledger.key(100), for: older.request)
        let code = await refusal { try await chain.withdraw(newer, by: caller) }
        #expect(code == "NOT_SIGNED_BY_CALLER")
    }

    @Test func `a withdrawal that another repeats pays nobody`() async throws {
        try await chain.open(channel)
        let withdrawal = try SettledState(channel, [(100, 10)]).withdrawal(of: 100)
        let caller = chain.caller(try Ledger.key(100), for: withdrawal.request)
        try await chain.withdraw(withdrawal, by: caller)
        #expect(try await chain.withdraw(withdrawal, by: caller) == .zero)
    }

    @Test func `a ledger keeps its identity, and no two have one`() throws {
        #expect(try ledger.chain().identity == chain.identity)
        #expect(try Ledger().chain().identity != chain.identity)
    }

    @Test func `every part of a request changes what is signed`() throws {
        let (one, two) = (channel.id, try Ledger.channel(2).id)
        let (low, high) = (Digest.zero, one.digest)
        let digests = [
            LedgerRequest.open(one).digest(ledger: low),
            LedgerRequest.open(one).digest(ledger: high),
            LedgerRequest.open(two).digest(ledger: low),
            LedgerRequest.withdrawExpired(one).digest(ledger: low),
            LedgerRequest.withdraw(one, balanceRoot: low, amountInTree: .zero).digest(ledger: low),
            LedgerRequest.withdraw(one, balanceRoot: high, amountInTree: .zero).digest(ledger: low),
            LedgerRequest.withdraw(one, balanceRoot: low, amountInTree: .max).digest(ledger: low),
        ]
        #expect(Set(digests).count == digests.count)
    }

    @Test func `what is signed is what is documented`() throws {
        let word = Keccak256.hash(Bytes("x".utf8))
        let request = LedgerRequest.withdraw(
            channel.id, balanceRoot: word, amountInTree: Amount(258))
        let parts: [Bytes] = [
            Keccak256.hash(Bytes("outpace-ledger/1".utf8)).bytes, chain.identity.bytes,
            Keccak256.hash(Bytes("channelWithdraw".utf8)).bytes, channel.id.bytes, word.bytes,
            Bytes(repeating: 0, count: 30) + [1, 2],
        ]
        #expect(
            request.digest(ledger: chain.identity) == Keccak256.hash(Bytes(parts.joined())))
    }
}
