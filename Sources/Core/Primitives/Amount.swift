// This source file is part of the Outpace project. License: see LICENSE.

/// A quantity of a token in its smallest unit: an unsigned 256-bit integer with checked arithmetic.
///
/// Peers choose these numbers, so no operation wraps or traps: each answers nil where the exact result
/// does not fit. Division floors, as the contract's does.
public struct Amount: Hashable, Comparable, Sendable {
    /// Nothing.
    public static let zero = Amount(0)

    /// 2^256 - 1.
    public static let max = Amount(words: (.max, .max, .max, .max))

    // Little-endian words: word0 is the least significant.
    private let word0: UInt64
    private let word1: UInt64
    private let word2: UInt64
    private let word3: UInt64

    /// Makes an amount from four little-endian words.
    init(words: (UInt64, UInt64, UInt64, UInt64)) {
        (word0, word1, word2, word3) = words
    }

    /// Makes an amount that fits one word.
    public init(_ value: UInt64) { self.init(words: (value, 0, 0, 0)) }

    /// Reads a big-endian integer of at most 32 octets; nil for more.
    public init?(bigEndianBytes bytes: some Collection<UInt8>) {
        guard bytes.count <= 32 else { return nil }
        let padded = Bytes(repeating: 0, count: 32 - bytes.count) + bytes
        self.init(
            words: (
                UInt64(bigEndianBytes: padded, at: 24), UInt64(bigEndianBytes: padded, at: 16),
                UInt64(bigEndianBytes: padded, at: 8), UInt64(bigEndianBytes: padded)
            ))
    }

    /// The four words, least significant first.
    var words: [UInt64] { [word0, word1, word2, word3] }

    /// 32 big-endian octets: the ABI word.
    public var bigEndianBytes: Bytes {
        var bytes: Bytes = []
        bytes.reserveCapacity(32)
        for word in words.reversed() { word.appendBigEndian(to: &bytes) }
        return bytes
    }

    /// The big-endian octets without leading zeros; empty for zero.
    public var minimalBytes: Bytes { Bytes(bigEndianBytes.drop { $0 == 0 }) }

    /// Whether this is nothing.
    public var isZero: Bool { word0 | word1 | word2 | word3 == 0 }

    /// The value as one word, or nil when it is 2^64 or more.
    public var uint64: UInt64? { word1 | word2 | word3 == 0 ? word0 : nil }

    /// By their size.
    public static func < (left: Amount, right: Amount) -> Bool {
        if left.word3 != right.word3 { return left.word3 < right.word3 }
        if left.word2 != right.word2 { return left.word2 < right.word2 }
        if left.word1 != right.word1 { return left.word1 < right.word1 }
        return left.word0 < right.word0
    }
}

extension Amount {
    /// The exact sum, or nil when it passes 2^256 - 1.
    public func adding(_ other: Amount) -> Amount? {
        var carry: UInt64 = 0
        let sum0 = Self.add(word0, other.word0, &carry)
        let sum1 = Self.add(word1, other.word1, &carry)
        let sum2 = Self.add(word2, other.word2, &carry)
        let sum3 = Self.add(word3, other.word3, &carry)
        return carry == 0 ? Amount(words: (sum0, sum1, sum2, sum3)) : nil
    }

    /// The exact difference, or nil when `other` is larger.
    public func subtracting(_ other: Amount) -> Amount? {
        var borrow: UInt64 = 0
        let rest0 = Self.subtract(word0, other.word0, &borrow)
        let rest1 = Self.subtract(word1, other.word1, &borrow)
        let rest2 = Self.subtract(word2, other.word2, &borrow)
        let rest3 = Self.subtract(word3, other.word3, &borrow)
        return borrow == 0 ? Amount(words: (rest0, rest1, rest2, rest3)) : nil
    }

    /// The exact product, or nil when it passes 2^256 - 1.
    public func multiplied(by other: Amount) -> Amount? {
        let product = Self.fullProduct(self, other)
        guard product[4...].allSatisfy({ $0 == 0 }) else { return nil }
        return Amount(words: (product[0], product[1], product[2], product[3]))
    }

    /// floor(self x factor / divisor), with the product held in 512 bits.
    ///
    /// - Returns: nil when `divisor` is zero or the quotient passes 2^256 - 1.
    public func multiplied(by factor: Amount, dividedBy divisor: Amount) -> Amount? {
        Self.divide(Self.fullProduct(self, factor), by: divisor)
    }

    /// floor(self / divisor), or nil when `divisor` is zero.
    public func divided(by divisor: Amount) -> Amount? {
        Self.divide(words + [0, 0, 0, 0], by: divisor)
    }

    private static func add(_ a: UInt64, _ b: UInt64, _ carry: inout UInt64) -> UInt64 {
        let (partial, first) = a.addingReportingOverflow(b)
        let (sum, second) = partial.addingReportingOverflow(carry)
        carry = first || second ? 1 : 0
        return sum
    }

    private static func subtract(_ a: UInt64, _ b: UInt64, _ borrow: inout UInt64) -> UInt64 {
        let (partial, first) = a.subtractingReportingOverflow(b)
        let (rest, second) = partial.subtractingReportingOverflow(borrow)
        borrow = first || second ? 1 : 0
        return rest
    }

    private static func fullProduct(_ left: Amount, _ right: Amount) -> [UInt64] {
        let (a, b) = (left.words, right.words)
        var product = [UInt64](repeating: 0, count: 8)
        for i in 0..<4 {
            var carry: UInt64 = 0
            for j in 0..<4 {
                let (high, low) = a[i].multipliedFullWidth(by: b[j])
                let (partial, first) = product[i + j].addingReportingOverflow(low)
                let (sum, second) = partial.addingReportingOverflow(carry)
                product[i + j] = sum
                // high <= 2^64 - 2, so both carries fit.
                carry = high &+ (first ? 1 : 0) &+ (second ? 1 : 0)
            }
            product[i + 4] = carry
        }
        return product
    }

    /// Divides 512 bits by 256, one bit at a time unless the divisor fits one word.
    private static func divide(_ dividend: [UInt64], by divisor: Amount) -> Amount? {
        guard !divisor.isZero else { return nil }
        if let small = divisor.uint64 { return divide(dividend, bySmall: small) }
        var quotient = [UInt64](repeating: 0, count: 8)
        var remainder = Amount.zero
        for bit in stride(from: highestBit(dividend), through: 0, by: -1) {
            let incoming = dividend[bit / 64] >> UInt64(bit % 64) & 1
            let overflow = remainder.word3 >> 63 == 1
            remainder = remainder.shiftedLeft(bringing: incoming)
            if overflow || remainder >= divisor {
                remainder = remainder.wrappingSubtract(divisor)
                quotient[bit / 64] |= 1 << UInt64(bit % 64)
            }
        }
        return from(quotient)
    }

    private static func divide(_ dividend: [UInt64], bySmall divisor: UInt64) -> Amount? {
        var quotient = [UInt64](repeating: 0, count: 8)
        var remainder: UInt64 = 0
        for index in stride(from: 7, through: 0, by: -1) {
            (quotient[index], remainder) = divisor.dividingFullWidth((remainder, dividend[index]))
        }
        return from(quotient)
    }

    private static func from(_ quotient: [UInt64]) -> Amount? {
        guard quotient[4...].allSatisfy({ $0 == 0 }) else { return nil }
        return Amount(words: (quotient[0], quotient[1], quotient[2], quotient[3]))
    }

    private static func highestBit(_ words: [UInt64]) -> Int {
        for index in stride(from: words.count - 1, through: 0, by: -1) where words[index] != 0 {
            return index * 64 + 63 - words[index].leadingZeroBitCount
        }
        return -1
    }

    private func shiftedLeft(bringing bit: UInt64) -> Amount {
        Amount(
            words: (
                word0 << 1 | bit, word1 << 1 | word0 >> 63, word2 << 1 | word1 >> 63,
                word3 << 1 | word2 >> 63
            ))
    }

    private func wrappingSubtract(_ other: Amount) -> Amount {
        var borrow: UInt64 = 0
        return Amount(
            words: (
                Self.subtract(word0, other.word0, &borrow),
                Self.subtract(word1, other.word1, &borrow),
                Self.subtract(word2, other.word2, &borrow),
                Self.subtract(word3, other.word3, &borrow)
            ))
    }
}
