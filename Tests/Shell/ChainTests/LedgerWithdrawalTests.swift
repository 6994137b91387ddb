// This source file is part of the Outpace project. License: see LICENSE.

import Chain
import Cryptography
import NodeCore
import Outpace
import Primitives
import Testing

/// Withdrawing with a state and a proof.
struct LedgerWithdrawalTests {
    private let ledger: Ledger
    private let chain: LedgerChain
    private let channel: PaymentChannel

    init() throws {
        ledger = try Ledger()
        chain = try ledger.chain()
        channel = try Ledger.channel()
    }

    private func state(_ amounts: (account: UInt8, amount: UInt64)...) throws -> SettledState {
        try SettledState(channel, amounts)
    }

    @Test func `a balance is paid`() async throws {
        try await chain.open(channel)
        let state = try state((100, 300), (101, 50), (102, 7))
        #expect(try await chain.withdraw(state.withdrawal(of: 101), key: 101) == Amount(50))
        #expect(try await chain.withdrawn(by: Ledger.address(101), from: channel.id) == Amount(50))
        #expect(try await chain.remaining(of: channel.id) == Amount(950))
    }

    @Test func `the only balance of a state needs no proof`() async throws {
        try await chain.open(channel)
        let withdrawal = try state((100, 12)).withdrawal(of: 100)
        #expect(withdrawal.proof.isEmpty)
        #expect(try await chain.withdraw(withdrawal, key: 100) == Amount(12))
    }

    @Test func `the same state a second time pays zero`() async throws {
        try await chain.open(channel)
        let withdrawal = try state((100, 300), (101, 50)).withdrawal(of: 100)
        try await chain.withdraw(withdrawal, key: 100)
        #expect(try await chain.withdraw(withdrawal, key: 100) == .zero)
        #expect(try await chain.remaining(of: channel.id) == Amount(700))
    }

    @Test func `a newer state pays the difference`() async throws {
        try await chain.open(channel)
        try await chain.withdraw(state((100, 300), (101, 50)).withdrawal(of: 100), key: 100)
        let newer = try state((100, 410), (101, 50)).withdrawal(of: 100)
        #expect(try await chain.withdraw(newer, key: 100) == Amount(110))
        #expect(try await chain.withdrawn(by: Ledger.address(100), from: channel.id) == Amount(410))
    }

    @Test func `accounts withdraw independently`() async throws {
        try await chain.open(channel)
        let state = try state((100, 300), (101, 50))
        try await chain.withdraw(state.withdrawal(of: 100), key: 100)
        #expect(try await chain.withdraw(state.withdrawal(of: 101), key: 101) == Amount(50))
        #expect(try await chain.remaining(of: channel.id) == Amount(650))
    }

    @Test func `channels are accounted for separately`() async throws {
        let other = try Ledger.channel(2)
        try await chain.open(channel)
        try await chain.open(other)
        try await chain.withdraw(state((100, 300)).withdrawal(of: 100), key: 100)
        let there = try SettledState(other, [(100, 300)]).withdrawal(of: 100)
        #expect(try await chain.withdraw(there, key: 100) == Amount(300))
    }

    @Test func `the whole deposit can be withdrawn`() async throws {
        try await chain.open(channel)
        #expect(
            try await chain.withdraw(state((100, 1_000)).withdrawal(of: 100), key: 100)
                == Amount(1_000))
        #expect(try await chain.remaining(of: channel.id) == .zero)
    }

    @Test func `from a channel that was never opened it is INVALID_STATE`() async throws {
        let code = await refusal {
            try await chain.withdraw(state((100, 1)).withdrawal(of: 100), key: 100)
        }
        #expect(code == "INVALID_STATE")
    }

    @Test func `after the creator took the rest it is INVALID_STATE`() async throws {
        try await chain.open(channel)
        let later = try ledger.chain(at: channel.validUntil + 1)
        try await later.withdrawExpired(channel)
        let code = await refusal {
            try await later.withdraw(state((100, 1)).withdrawal(of: 100), key: 100)
        }
        #expect(code == "INVALID_STATE")
    }

    @Test func `at the last second it is paid`() async throws {
        try await chain.open(channel)
        let last = try ledger.chain(at: channel.validUntil)
        #expect(
            try await last.withdraw(state((100, 9)).withdrawal(of: 100), key: 100) == Amount(9))
    }

    @Test func `after the end it is EXPIRED`() async throws {
        try await chain.open(channel)
        let later = try ledger.chain(at: channel.validUntil + 1)
        let code = await refusal {
            try await later.withdraw(state((100, 9)).withdrawal(of: 100), key: 100)
        }
        #expect(code == "EXPIRED")
    }

    @Test(arguments: [49, 51, 0] as [UInt64]) func `a wrong amount is BALANCELEAF_NOT_FOUND`(
        amount: UInt64
    ) async throws {
        try await chain.open(channel)
        let withdrawal = try state((100, 300), (101, 50)).withdrawal(of: 101, amount: amount)
        let code = await refusal { try await chain.withdraw(withdrawal, key: 101) }
        #expect(code == "BALANCELEAF_NOT_FOUND")
    }

    @Test func `another's balance is BALANCELEAF_NOT_FOUND`() async throws {
        try await chain.open(channel)
        let withdrawal = try state((100, 300), (101, 50)).withdrawal(of: 100)
        let code = await refusal { try await chain.withdraw(withdrawal, key: 101) }
        #expect(code == "BALANCELEAF_NOT_FOUND")
    }

    @Test func `a proof without end is BALANCELEAF_NOT_FOUND`() async throws {
        try await chain.open(channel)
        let real = try state((100, 300)).withdrawal(of: 100)
        let endless = LedgerWithdrawal(
            channel: channel.id, balanceRoot: real.balanceRoot, signatures: real.signatures,
            proof: Array(repeating: .zero, count: 65), amountInTree: Amount(300))
        let code = await refusal { try await chain.withdraw(endless, key: 100) }
        #expect(code == "BALANCELEAF_NOT_FOUND")
    }

    @Test func `less than was withdrawn is refused`() async throws {
        try await chain.open(channel)
        try await chain.withdraw(state((100, 300)).withdrawal(of: 100), key: 100)
        let older = try state((100, 299)).withdrawal(of: 100)
        let code = await refusal { try await chain.withdraw(older, key: 100) }
        #expect(code == "AMOUNT_BELOW_WITHDRAWN")
        #expect(try await chain.remaining(of: channel.id) == Amount(700))
    }

    @Test func `more than the deposit is WITHDRAWING_MORE_THAN_CHANNEL`() async throws {
        try await chain.open(channel)
        let code = await refusal {
            try await chain.withdraw(state((100, 1_001)).withdrawal(of: 100), key: 100)
        }
        #expect(code == "WITHDRAWING_MORE_THAN_CHANNEL")
    }

    @Test func `more than the rest of the deposit is WITHDRAWING_MORE_THAN_CHANNEL`() async throws {
        try await chain.open(channel)
        let state = try state((100, 600), (101, 401))
        try await chain.withdraw(state.withdrawal(of: 100), key: 100)
        let code = await refusal {
            try await chain.withdraw(state.withdrawal(of: 101), key: 101)
        }
        #expect(code == "WITHDRAWING_MORE_THAN_CHANNEL")
        #expect(try await chain.remaining(of: channel.id) == Amount(400))
    }

    @Test func `sums past 256 bits are WITHDRAWING_MORE_THAN_CHANNEL`() async throws {
        try await chain.open(channel)
        try await chain.withdraw(state((100, 5)).withdrawal(of: 100), key: 100)
        let account = try Ledger.address(101)
        let tree = try #require(
            StateTree(Balances([Balances.Entry(account: account, amount: .max)])))
        let digest = PersonalMessage.digest(of: tree.stateRoot(of: channel.id))
        let huge = LedgerWithdrawal(
            channel: channel.id, balanceRoot: tree.balanceRoot,
            signatures: try [1, 2].map { try Ledger.key($0).signRecoverable(digest) }, proof: [],
            amountInTree: .max)
        let code = await refusal { try await chain.withdraw(huge, key: 101) }
        #expect(code == "WITHDRAWING_MORE_THAN_CHANNEL")
    }

    @Test func `a refused withdrawal leaves nothing in the log`() async throws {
        try await chain.open(channel)
        _ = await refusal {
            try await chain.withdraw(state((100, 1_001)).withdrawal(of: 100), key: 100)
        }
        #expect(try await chain.records().count == 1)
    }

    @Test func `remaining answers in the order of the question`() async throws {
        try await chain.open(channel)
        let ids = [try Ledger.channel(3).id, channel.id]
        #expect(try await chain.remaining(of: ids) == [nil, Amount(1_000)])
    }
}
