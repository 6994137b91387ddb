// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// Schoolbook arithmetic on decimal digits, least significant first: slow, obvious and unlike the
/// code it checks, which works on 64-bit words.
struct NaiveInteger: Equatable, CustomStringConvertible {
    private var digits: [Int]

    init(_ digits: [Int]) {
        self.digits = digits
        while self.digits.last == 0 { self.digits.removeLast() }
    }

    init(bigEndianBytes bytes: Bytes) {
        self = bytes.reduce(NaiveInteger([])) { sum, byte in
            sum * NaiveInteger([6, 5, 2]) + NaiveInteger([Int(byte)].flatMap(Self.split))
        }
    }

    var description: String {
        digits.isEmpty ? "0" : digits.reversed().map { String($0) }.joined()
    }

    static let limit = NaiveInteger(bigEndianBytes: Bytes(repeating: 0xff, count: 32))

    static func + (left: Self, right: Self) -> Self {
        var sum: [Int] = []
        var carry = 0
        for index in 0...max(left.digits.count, right.digits.count) {
            let total = left.digit(index) + right.digit(index) + carry
            sum.append(total % 10)
            carry = total / 10
        }
        return NaiveInteger(sum)
    }

    /// Nil when the difference would be negative.
    static func - (left: Self, right: Self) -> Self? {
        var rest: [Int] = []
        var borrow = 0
        for index in 0..<max(left.digits.count, right.digits.count) {
            let total = left.digit(index) - right.digit(index) - borrow
            rest.append(total < 0 ? total + 10 : total)
            borrow = total < 0 ? 1 : 0
        }
        return borrow == 0 ? NaiveInteger(rest) : nil
    }

    static func * (left: Self, right: Self) -> Self {
        var product = [Int](repeating: 0, count: left.digits.count + right.digits.count + 1)
        for (i, a) in left.digits.enumerated() {
            for (j, b) in right.digits.enumerated() { product[i + j] += a * b }
        }
        for index in product.indices.dropLast() {
            product[index + 1] += product[index] / 10
            product[index] %= 10
        }
        return NaiveInteger(product)
    }

    /// Long division, rounded down; the divisor is not zero.
    static func / (left: Self, right: Self) -> Self {
        var quotient: [Int] = []
        var remainder = NaiveInteger([])
        for digit in left.digits.reversed() {
            remainder = remainder * NaiveInteger([0, 1]) + NaiveInteger([digit])
            var times = 0
            while let rest = remainder - right {
                remainder = rest
                times += 1
            }
            quotient.append(times)
        }
        return NaiveInteger(quotient.reversed())
    }

    static func <= (left: Self, right: Self) -> Bool { right - left != nil }

    private func digit(_ index: Int) -> Int { index < digits.count ? digits[index] : 0 }

    private static func split(_ number: Int) -> [Int] {
        [number % 10, number / 10 % 10, number / 100]
    }
}
