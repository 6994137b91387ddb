// This source file is part of the Outpace project. License: see LICENSE.

import Chain
import GRDB
import Outpace
import Primitives
import Testing

/// The log of what was carried out.
struct LedgerLogTests {
    private let ledger: Ledger
    private let chain: LedgerChain
    private let channel: PaymentChannel

    init() throws {
        ledger = try Ledger()
        chain = try ledger.chain()
        channel = try Ledger.channel()
    }

    /// Opens the channel, withdraws twice, and takes the rest.
    private func settle() async throws {
        try await chain.open(channel)
        for amount in [10, 25] as [UInt64] {
            let state = try SettledState(channel, [(100, amount)])
            try await chain.withdraw(state.withdrawal(of: 100), key: 100)
        }
        try await ledger.chain(at: channel.validUntil + 1).withdrawExpired(channel)
    }

    @Test func `every call is there with what it paid`() async throws {
        try await settle()
        let records = try await chain.records()
        #expect(
            records.map(\.request.function) == [
                .channelOpen, .channelWithdraw, .channelWithdraw, .channelWithdrawExpired,
            ])
        #expect(records.map(\.paid) == [.zero, Amount(10), Amount(15), Amount(975)])
        let creator = try Ledger.address(Ledger.creatorNumber)
        let account = try Ledger.address(100)
        #expect(records.map(\.caller.address) == [creator, account, account, creator])
        #expect(records.map(\.seconds).first == Ledger.now)
        #expect(records.map(\.seconds).last == channel.validUntil + 1)
    }

    @Test func `what was paid adds up to the deposit`() async throws {
        try await settle()
        let total = try await chain.records().reduce(Amount.zero) { sum, record in
            sum.adding(record.paid) ?? .max
        }
        #expect(total == channel.deposit)
    }

    @Test func `it can be read from a place on, and for one channel`() async throws {
        try await settle()
        let other = try Ledger.channel(2)
        try await chain.open(other)
        let records = try await chain.records()
        #expect(records.count == 5)
        #expect(try await chain.records(after: records[2].number) == Array(records[3...]))
        #expect(try await chain.records(of: channel.id) == Array(records[..<4]))
        #expect(try await chain.records(after: records[3].number, of: channel.id).isEmpty)
        #expect(try await chain.records(of: other.id) == [records[4]])
    }

    @Test(arguments: [
        "amount = randomblob(32)", "balance_root = randomblob(32)", "caller = randomblob(20)",
        "channel = randomblob(32)", "caller = x'00'", "signature = x'00'",
        "function = 'channelOpen'", "function = 'mint'", "amount = NULL", "paid = x'01'",
    ]) func `a record that was changed is found`(change: String) async throws {
        try await settle()
        let editor = try DatabaseQueue(path: ledger.path)
        try await editor.write {
            try $0.execute(sql: "UPDATE calls SET \(change) WHERE number = 2")
        }
        let code = await refusal { _ = try await chain.records() }
        #expect(code == "DAMAGED_LEDGER")
    }
}
