// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Testing

struct PayoutsTests {
    private func pay(_ events: [(String, UInt64)], remaining: UInt64) throws -> [Balances.Entry] {
        let events = try events.map { (publisher: try Sample.address($0.0), price: Amount($0.1)) }
        return Payouts.distribute(events, remaining: Amount(remaining))
    }

    // U13.
    @Test func `payouts stop exactly at what remains`() throws {
        let payouts = try pay([("a", 6), ("b", 6), ("a", 6)], remaining: 10)
        #expect(try Balances().adding(payouts) == Sample.balances(["a": 6, "b": 4]))
    }

    @Test(arguments: [(0, 1_000, 0), (100, 900, 100), (333, 667, 333), (1_000, 0, 1_000)])
    func `a close leaves the cancellation fee and returns the rest`(
        promilles: UInt64, returned: UInt64, kept: UInt64
    ) throws {
        let fee = CancellationFee(promilles: promilles, recipient: try Sample.address("f"))
        let payouts = Payouts.close(
            creator: try Sample.address("a"), fee: fee, rest: Amount(1_000))
        let paid = try #require(Balances().adding(payouts))
        #expect(try paid[Sample.address("a")] ?? .zero == Amount(returned))
        #expect(try paid[Sample.address("f")] ?? .zero == Amount(kept))
    }

    @Test func `a close of a spent deposit pays nobody`() throws {
        let creator = try Sample.address("a")
        #expect(Payouts.close(creator: creator, fee: nil, rest: .zero) == [])
    }

    @Test func `a fee of the largest rest does not overflow`() throws {
        let recipient = try Sample.address("f")
        let fee = CancellationFee(promilles: 999, recipient: recipient)
        let creator = try Sample.address("a")
        let payouts = Payouts.close(creator: creator, fee: fee, rest: .max)
        #expect(try #require(Balances().adding(payouts)).total == .max)
    }

    // I11: ten impressions of 1, then the creator closes; fees of 100 and 100 are paid in full.
    @Test func `a close makes validators' fees whole`() throws {
        let validators = try Sample.validators(["x": 100, "y": 100])
        let earned = Balances.Entry(account: try Sample.address("p"), amount: Amount(10))
        let payouts =
            [earned]
            + Payouts.close(creator: try Sample.address("c"), fee: nil, rest: Amount(990))
        let before = try #require(Balances().adding(payouts))
        let after = try Fees.distribute(before, deposit: Amount(1_000), validators: validators)
        #expect(after == (try Sample.balances(["p": 8, "c": 792, "x": 100, "y": 100])))
    }

    @Test func `while enough remains everyone gets the price`() throws {
        let payouts = try pay([("b", 2), ("a", 1), ("b", 3)], remaining: 6)
        #expect(payouts.map(\.amount) == [Amount(2), Amount(1), Amount(3)])
    }

    @Test func `an event that pays nothing makes no payout`() throws {
        #expect(try pay([("a", 0)], remaining: 10) == [])
        #expect(try pay([("a", 1)], remaining: 0) == [])
        #expect(try pay([], remaining: 10) == [])
    }

    // D9: who gets the last units must not depend on how a map happens to be ordered.
    @Test(arguments: 0..<10 as Range<UInt64>)
    func `the last units go by the order of events, however they are batched`(
        seed: UInt64
    ) throws {
        var generator = SeededGenerator(seed: seed)
        let events = (0..<40).map { _ in
            (
                ["a", "b", "c"][Int.random(in: 0..<3, using: &generator)],
                UInt64.random(in: 0...9, using: &generator)
            )
        }
        let whole = try #require(Balances().adding(pay(events, remaining: 100)))
        let cut = Int.random(in: 0...40, using: &generator)
        let first = try #require(Balances().adding(pay(Array(events[..<cut]), remaining: 100)))
        let spent = try #require(first.total?.uint64)
        let both = try first.adding(pay(Array(events[cut...]), remaining: 100 - spent))
        #expect(both == whole)
    }
}
