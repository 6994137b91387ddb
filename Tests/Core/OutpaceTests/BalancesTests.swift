// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Testing

struct BalancesTests {
    @Test func `entries are sorted by account`() throws {
        let balances = try Sample.balances(["c": 3, "a": 1, "b": 0])
        #expect(try balances.entries.map(\.account) == ["a", "b", "c"].map(Sample.address))
        #expect(balances.count == 3)
        #expect(balances.total == Amount(4))
    }

    @Test func `an account that has no entry has no amount`() throws {
        let balances = try Sample.balances(["a": 1, "b": 0])
        #expect(try balances[Sample.address("a")] == Amount(1))
        #expect(try balances[Sample.address("b")] == .zero)
        #expect(try balances[Sample.address("c")] == nil)
        #expect(try Balances()[Sample.address("a")] == nil)
    }

    // U23: one address in two spellings is one account.
    @Test func `an account in two spellings is refused`() throws {
        let account = "7E5F4552091A69125d5DfCb7b8C2659029395Bdf"
        let fault = try #require(throws: BalancesFault.self) {
            try Sample.balances([
                "0x\(account)": 1, "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf": 2,
            ])
        }
        #expect(try fault == .duplicateAccount(Sample.address("0x\(account)")))
    }

    @Test func `a total past 256 bits is none`() throws {
        let balances = try Sample.balances([("a", Amount.max), ("b", Amount(1))])
        #expect(balances.total == nil)
    }

    @Test func `payouts add up, also of one account`() throws {
        let before = try Sample.balances(["b": 2, "d": 4])
        let paid = try ["c", "b", "c"].map {
            Balances.Entry(account: try Sample.address($0), amount: Amount(1))
        }
        #expect(try before.adding(paid) == Sample.balances(["b": 3, "c": 2, "d": 4]))
    }

    @Test func `a payout of nothing makes no entry`() throws {
        let paid = [Balances.Entry(account: try Sample.address("a"), amount: .zero)]
        #expect(Balances().adding(paid) == Balances())
        let zero = try Sample.balances(["a": 0])
        #expect(zero.adding(paid) == zero)
    }

    @Test func `a payout past 256 bits is refused`() throws {
        let before = try Sample.balances([("a", Amount.max)])
        let paid = [Balances.Entry(account: try Sample.address("a"), amount: Amount(1))]
        #expect(before.adding(paid) == nil)
    }

    @Test func `of a change that is named twice the last counts`() throws {
        let before = try Sample.balances(["a": 1, "b": 2])
        let changes = try [("c", 7), ("a", 5), ("c", 8)].map {
            Balances.Entry(account: try Sample.address($0.0), amount: Amount(UInt64($0.1)))
        }
        #expect(try before.replacing(changes) == Sample.balances(["a": 5, "b": 2, "c": 8]))
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `merges agree with a dictionary`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let before = try Self.random(using: &generator)
            let other = try Self.random(using: &generator)
            let payouts = before.entries.shuffled(using: &generator) + other.entries
            var model: [Address: Amount] = [:]
            for entry in before.entries + payouts {
                model[entry.account] = (model[entry.account] ?? .zero).adding(entry.amount)
            }
            let kept = model.filter { !$0.value.isZero || before[$0.key] != nil }
            let after = try Balances(kept.map { Balances.Entry(account: $0.key, amount: $0.value) })
            #expect(before.adding(payouts) == after)
            #expect(before.replacing(after.changes(since: before)) == after)
            #expect(after.dominates(before))
            let isCovered = other.entries.allSatisfy { entry in
                before[entry.account].map { $0 >= entry.amount } ?? entry.amount.isZero
            }
            #expect(before.dominates(other) == isCovered)
        }
    }

    /// A few accounts of a small range, so that two of these overlap.
    static func random(using generator: inout SeededGenerator) throws -> Balances {
        var amounts: [(String, Amount)] = []
        for name in ["a", "b", "c", "d", "e", "f"] where Bool.random(using: &generator) {
            amounts.append((name, Amount(UInt64.random(in: 0...5, using: &generator))))
        }
        return try Sample.balances(amounts.shuffled(using: &generator))
    }
}
