// This source file is part of the Outpace project. License: see LICENSE.

/// A 20-octet Ethereum address: a validator, a publisher, an advertiser, a token.
///
/// Two spellings of one address are the same value; text in EIP-55 form is made by `Cryptography`,
/// which owns the hash that form needs. Ordered as unsigned octets.
public struct Address: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The number of octets in an address.
    public static let byteCount = 20

    private let high: UInt64
    private let middle: UInt64
    private let low: UInt32

    /// Makes an address of exactly 20 octets; nil for any other number.
    public init?(bytes: some RandomAccessCollection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        high = UInt64(bigEndianBytes: bytes)
        middle = UInt64(bigEndianBytes: bytes, at: 8)
        low = UInt32(truncatingIfNeeded: UInt64(bigEndianBytes: bytes, at: 12))
    }

    /// Reads `0x` and 40 hexadecimal digits in any case, without judging an EIP-55 checksum.
    public init?(hex: some StringProtocol) {
        guard let bytes = Hex.decode(hex), let address = Address(bytes: bytes) else { return nil }
        self = address
    }

    /// The 20 octets.
    public var bytes: Bytes {
        var bytes: Bytes = []
        bytes.reserveCapacity(24)
        high.appendBigEndian(to: &bytes)
        middle.appendBigEndian(to: &bytes)
        (UInt64(low) << 32).appendBigEndian(to: &bytes)
        bytes.removeLast(4)
        return bytes
    }

    /// `0x` and 40 lower-case hexadecimal digits: the form that sorts and compares as text.
    public var lowercaseHex: String { "0x" + Hex.encode(bytes) }

    /// The address as text.
    public var description: String { lowercaseHex }

    /// By their octets, as unsigned numbers.
    public static func < (left: Address, right: Address) -> Bool {
        if left.high != right.high { return left.high < right.high }
        if left.middle != right.middle { return left.middle < right.middle }
        return left.low < right.low
    }
}
