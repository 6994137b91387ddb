// This source file is part of the Outpace project. License: see LICENSE.

import Chain
import Outpace
import Primitives
import Testing

/// Several connections, as several processes have them, on one file at once.
struct LedgerSharingTests {
    private let ledger: Ledger
    private let channel: PaymentChannel

    init() throws {
        ledger = try Ledger()
        channel = try Ledger.channel()
    }

    /// What each of several calls at once paid; nil for one that was refused.
    private func payments(
        _ count: Int, _ call: @escaping @Sendable (Int) async throws -> Amount
    ) async -> [Amount?] {
        await withTaskGroup(of: Amount?.self) { group in
            for number in 0..<count { group.addTask { try? await call(number) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test func `a balance that is withdrawn many times at once is paid once`() async throws {
        try await ledger.chain().open(channel)
        let withdrawal = try SettledState(channel, [(100, 300)]).withdrawal(of: 100)
        let chains = try (0..<6).map { _ in try ledger.chain() }
        let paid = await payments(6) { try await chains[$0].withdraw(withdrawal, key: 100) }
        #expect(paid.filter { $0 == Amount(300) }.count == 1)
        #expect(paid.filter { $0 == .zero }.count == 5)
        #expect(try await chains[0].remaining(of: channel.id) == Amount(700))
    }

    @Test func `accounts that withdraw at once never get more than the deposit`() async throws {
        try await ledger.chain().open(channel)
        let accounts = Array(100..<108) as [UInt8]
        let state = try SettledState(channel, accounts.map { ($0, 300) })
        let chains = try accounts.map { _ in try ledger.chain() }
        let withdrawals = try accounts.map { try state.withdrawal(of: $0) }
        let paid = await payments(8) {
            try await chains[$0].withdraw(withdrawals[$0], key: accounts[$0])
        }
        #expect(paid.filter { $0 == Amount(300) }.count == 3)
        #expect(paid.filter { $0 == nil }.count == 5)
        #expect(try await ledger.chain().remaining(of: channel.id) == Amount(100))
    }

    @Test func `the rest is taken once`() async throws {
        try await ledger.chain().open(channel)
        let chains = try (0..<4).map { _ in try ledger.chain(at: channel.validUntil + 1) }
        let paid = await payments(4) { [channel] in try await chains[$0].withdrawExpired(channel) }
        #expect(paid.filter { $0 == Amount(1_000) }.count == 1)
        #expect(paid.filter { $0 == nil }.count == 3)
    }
}
