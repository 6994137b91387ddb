// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Testing

struct FeesTests {
    typealias Map = KeyValuePairs<String, UInt64>

    // U12, with a deposit of 10 000.
    @Test(
        arguments: [
            (["a": 1001, "b": 122], ["x": 0, "y": 0], ["a": 1001, "b": 122]),
            (
                ["a": 1000, "b": 1200], ["x": 50, "y": 50], ["a": 990, "b": 1188, "x": 11, "y": 11]
            ),
            (
                ["a": 105, "b": 195, "c": 700, "d": 5000, "e": 4000], ["x": 50, "y": 50],
                ["a": 103, "b": 193, "c": 693, "d": 4950, "e": 3960, "x": 51, "y": 50]
            ),
            (
                ["a": 100, "b": 2000, "x": 200], ["x": 50, "y": 50],
                ["a": 99, "b": 1980, "x": 209, "y": 11]
            ),
            (["a": 1], ["x": 50, "y": 50], ["a": 0]),
            ([:], ["x": 50, "y": 50], [:]),
            (["a": 10_000], ["x": 10_000, "y": 0], ["a": 0, "x": 10_000]),
        ] as [(Map, Map, Map)])
    func `fees come out of what was earned`(before: Map, fees: Map, after: Map) throws {
        let result = try Fees.distribute(
            Sample.balances(before), deposit: Amount(10_000), validators: Sample.validators(fees)
        )
        #expect(try result == Sample.balances(after))
    }

    @Test func `fees above the deposit are refused`() throws {
        let fault = try #require(throws: FeesFault.self) {
            try Fees.distribute(
                Balances(), deposit: Amount(1000),
                validators: Sample.validators(["x": 600, "y": 600])
            )
        }
        #expect(fault.message == "fee constraint violated")
    }

    @Test func `earnings above the deposit are refused`() throws {
        #expect(throws: FeesFault.balancesExceedDeposit) {
            try Fees.distribute(
                Sample.balances(["a": 1001]), deposit: Amount(1000),
                validators: Sample.validators(["x": 0, "y": 0])
            )
        }
    }

    @Test func `a fee is credited where the spec says`() throws {
        let json = Sample.json.replacing(
            "\"fee\":\"100\"}],",
            with: "\"fee\":\"100\",\"feeAddr\":"
                + "\"0x6813Eb9362372EEF6200f3b1dbC3f819671cBA69\"}],"
        )
        let channel = try Sample.channel(json)
        let after = try Fees.distribute(Sample.balances(["a": 1000]), channel: channel)
        #expect(after[channel.creator] == Amount(100))
        #expect(after[channel.validators[1]] == nil)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `sums stay within what was earned, and reach the deposit with it`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let deposit = UInt64.random(in: 100...UInt64.max / 2, using: &generator)
        let validators = try Sample.validators([
            "x": .random(in: 0...deposit / 3, using: &generator),
            "y": .random(in: 0...deposit / 3, using: &generator),
            "z": .random(in: 0...deposit / 3, using: &generator),
        ])
        var before = Balances()
        var last = Balances()
        var remaining = Amount(deposit)
        while !remaining.isZero {
            let price = Amount(.random(in: 1...deposit / 20 + 1, using: &generator))
            let name = try #require(["a", "b", "c", "x"].randomElement(using: &generator))
            let payouts = Payouts.distribute(
                [(publisher: try Sample.address(name), price: price)], remaining: remaining
            )
            before = try #require(before.adding(payouts))
            let earned = try #require(before.total)
            remaining = try #require(Amount(deposit).subtracting(earned))
            let after = try Fees.distribute(
                before, deposit: Amount(deposit), validators: validators
            )
            #expect(Transition.fault(from: last, to: after, deposit: Amount(deposit)) == nil)
            let paid = try #require(after.total)
            #expect(paid <= earned)
            last = after
        }
        #expect(last.total == Amount(deposit))
    }
}
