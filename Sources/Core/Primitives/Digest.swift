// This source file is part of the Outpace project. License: see LICENSE.

/// A 32-octet hash value: a state root, a merkle node, a spec hash.
///
/// Ordered as unsigned octets, most significant first, which is the order the merkle tree and the
/// mempool need. Held as four words, so comparing two digests costs at most four comparisons.
public struct Digest: Hashable, Comparable, Sendable {
    /// The number of octets in a digest.
    public static let byteCount = 32

    /// The digest whose octets are all zero; stands for "no parent" on the wire.
    public static let zero = Digest(words: (0, 0, 0, 0))

    private let word0: UInt64
    private let word1: UInt64
    private let word2: UInt64
    private let word3: UInt64

    /// Makes a digest from four big-endian words, the most significant first.
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        (word0, word1, word2, word3) = words
    }

    /// Makes a digest of exactly 32 octets.
    ///
    /// - Returns: nil when `bytes` does not hold exactly 32 octets.
    public init?(bytes: some RandomAccessCollection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init(
            words: (
                UInt64(bigEndianBytes: bytes), UInt64(bigEndianBytes: bytes, at: 8),
                UInt64(bigEndianBytes: bytes, at: 16), UInt64(bigEndianBytes: bytes, at: 24)
            ))
    }

    /// Reads 64 hexadecimal digits, with or without `0x`, in any case.
    public init?(hex: some StringProtocol) {
        guard let bytes = Hex.decode(hex), let digest = Digest(bytes: bytes) else { return nil }
        self = digest
    }

    /// The four big-endian words, the most significant first.
    public var words: (UInt64, UInt64, UInt64, UInt64) { (word0, word1, word2, word3) }

    /// The 32 octets.
    public var bytes: Bytes {
        var bytes: Bytes = []
        bytes.reserveCapacity(Self.byteCount)
        append(to: &bytes)
        return bytes
    }

    /// Appends the 32 octets to `bytes`.
    public func append(to bytes: inout Bytes) {
        word0.appendBigEndian(to: &bytes)
        word1.appendBigEndian(to: &bytes)
        word2.appendBigEndian(to: &bytes)
        word3.appendBigEndian(to: &bytes)
    }

    /// The octets as 64 lower-case hexadecimal digits without a prefix.
    public var hex: String { Hex.encode(bytes) }

    /// By their octets, as unsigned numbers.
    public static func < (left: Digest, right: Digest) -> Bool {
        let (a, b) = (left.words, right.words)
        if a.0 != b.0 { return a.0 < b.0 }
        if a.1 != b.1 { return a.1 < b.1 }
        if a.2 != b.2 { return a.2 < b.2 }
        return a.3 < b.3
    }
}

extension Digest: CustomStringConvertible {
    /// `0x` and its hexadecimal digits.
    public var description: String { "0x" + hex }
}
