// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Testing

@Suite struct AmountTests {
    private static let seeds = Array(UInt64(1)...40)

    /// Amounts of every size, most of them near an edge of a word.
    private func amount(_ generator: inout SeededGenerator) -> Amount {
        var bytes = Bytes(repeating: 0, count: Int.random(in: 0...32, using: &generator))
        let kind = Int.random(in: 0..<4, using: &generator)
        for index in bytes.indices {
            bytes[index] =
                switch kind {
                case 0: 0xff
                case 1: index == 0 ? 1 : 0
                default: UInt8.random(in: 0...255, using: &generator)
                }
        }
        return Amount(bigEndianBytes: bytes) ?? .zero
    }

    private func naive(_ amount: Amount) -> NaiveInteger {
        NaiveInteger(bigEndianBytes: amount.bigEndianBytes)
    }

    /// What the checked operation must answer.
    private func checked(_ exact: NaiveInteger) -> String? {
        exact <= NaiveInteger.limit ? exact.description : nil
    }

    @Test(arguments: seeds)
    func `a sum is exact or refused`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let (a, b) = (amount(&generator), amount(&generator))
        #expect(a.adding(b)?.decimal == checked(naive(a) + naive(b)), "\(a) + \(b)")
    }

    @Test(arguments: seeds)
    func `a difference is exact or refused`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let (a, b) = (amount(&generator), amount(&generator))
        #expect(a.subtracting(b)?.decimal == (naive(a) - naive(b))?.description, "\(a) - \(b)")
    }

    @Test(arguments: seeds)
    func `a product is exact or refused`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let (a, b) = (amount(&generator), amount(&generator))
        #expect(a.multiplied(by: b)?.decimal == checked(naive(a) * naive(b)), "\(a) * \(b)")
    }

    @Test(arguments: seeds)
    func `a proportion is floored exactly or refused`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let (a, b, c) = (amount(&generator), amount(&generator), amount(&generator))
        let expected = c.isZero ? nil : checked(naive(a) * naive(b) / naive(c))
        #expect(a.multiplied(by: b, dividedBy: c)?.decimal == expected, "\(a) * \(b) / \(c)")
    }

    @Test(arguments: seeds)
    func `a quotient is floored exactly or refused`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let (a, b) = (amount(&generator), amount(&generator))
        let expected = b.isZero ? nil : (naive(a) / naive(b)).description
        #expect(a.divided(by: b)?.decimal == expected, "\(a) / \(b)")
    }

    @Test(arguments: seeds)
    func `amounts order as their numbers`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let (a, b) = (amount(&generator), amount(&generator))
        #expect((a < b) == !(naive(b) <= naive(a)))
    }

    @Test(arguments: seeds)
    func `decimal text is that of the number and reads back`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let a = amount(&generator)
        #expect(a.decimal == naive(a).description && Amount(decimal: a.decimal) == a)
    }

    @Test(arguments: seeds)
    func `octets read back`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let a = amount(&generator)
        #expect(Amount(bigEndianBytes: a.minimalBytes) == a && a.minimalBytes.first != 0)
    }

    @Test func `the largest amount prints as 2 to the 256 less one`() {
        #expect(
            Amount.max.decimal
                == "115792089237316195423570985008687907853269984665640564039457584007913129639935")
    }

    @Test func `one more than the largest amount is refused`() {
        let text = "115792089237316195423570985008687907853269984665640564039457584007913129639936"
        #expect(Amount(decimal: text) == nil)
    }

    @Test(arguments: ["", " 1", "1 ", "-1", "+1", "1.0", "1e3", "0x10", "１", "1_000"])
    func `a text that is no number of digits is refused`(text: String) {
        #expect(Amount(decimal: text) == nil)
    }

    @Test func `leading zeros are read`() {
        #expect(Amount(decimal: String(repeating: "0", count: 100) + "7") == Amount(7))
    }

    @Test func `more than 32 octets are refused`() {
        #expect(Amount(bigEndianBytes: Bytes(repeating: 0, count: 33)) == nil)
    }

    @Test func `division by nothing is refused`() {
        #expect(Amount(1).divided(by: .zero) == nil)
        #expect(Amount(1).multiplied(by: Amount(1), dividedBy: .zero) == nil)
    }
}
