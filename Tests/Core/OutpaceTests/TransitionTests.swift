// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Testing

struct TransitionTests {
    typealias Map = KeyValuePairs<String, UInt64>

    // U1 to U7, with a deposit of 100.
    @Test(
        arguments: [
            ([:], [:], nil, nil),
            ([:], ["a": 100], nil, nil),
            (["a": 1], ["a": 1, "b": 99], nil, nil),
            (["a": 1], ["a": 1], nil, nil),
            (["a": 0], ["a": 0, "b": 0], nil, nil),
            ([:], ["a": 51, "b": 50], .sumWithinDeposit, "b"),
            (["a": 55], ["a": 54], .sumNeverShrinks, "a"),
            (["a": 55], ["a": 54, "b": 3], .balanceNeverShrinks, "a"),
            (["a": 54, "b": 3], ["a": 54], .sumNeverShrinks, "b"),
            (["a": 54, "b": 3], ["a": 57], .balanceNeverShrinks, "b"),
            (["a": 54, "b": 0], ["a": 57], .balanceNeverShrinks, "b"),
            (["a": 1], ["a": 101], .sumWithinDeposit, "a"),
            (["a": 1], [:], .sumNeverShrinks, "a"),
        ] as [(Map, Map, TransitionFault.Rule?, String?)])
    func `a step is judged by rules 2 to 4`(
        from: Map, to: Map, rule: TransitionFault.Rule?, account: String?
    ) throws {
        let fault = Transition.fault(
            from: try Sample.balances(from), to: try Sample.balances(to), deposit: Amount(100)
        )
        #expect(fault?.rule == rule)
        #expect(try fault?.account == account.map(Sample.address))
    }

    // U8: a negative amount has no text that could be read as one.
    @Test func `a negative amount is no amount`() {
        #expect(Amount(decimal: "-5") == nil)
    }

    @Test func `a sum past 256 bits breaks the fourth rule`() throws {
        let to = try Sample.balances([("a", Amount.max), ("b", Amount(1))])
        let fault = Transition.fault(from: Balances(), to: to, deposit: .max)
        #expect(fault?.rule == .sumWithinDeposit)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `the verdict is that of a slow oracle`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let from = try BalancesTests.random(using: &generator)
            let to =
                try Bool.random(using: &generator)
                ? BalancesTests.random(using: &generator)
                : #require(from.adding(BalancesTests.random(using: &generator).entries))
            let deposit = Amount(UInt64.random(in: 5...25, using: &generator))
            let fault = Transition.fault(from: from, to: to, deposit: deposit)
            #expect((fault == nil) == Self.isValid(from, to, deposit))
        }
    }

    private static func isValid(_ from: Balances, _ to: Balances, _ deposit: Amount) -> Bool {
        guard let before = from.total, let after = to.total else { return false }
        let noneShrinks = from.entries.allSatisfy { entry in
            to.entries.contains { $0.account == entry.account && $0.amount >= entry.amount }
        }
        return before <= after && after <= deposit && noneShrinks
    }
}
