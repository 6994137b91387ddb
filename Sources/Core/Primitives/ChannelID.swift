// This source file is part of the Outpace project. License: see LICENSE.

/// The name of a payment channel: the keccak-256 hash of its on-chain arguments and its spec.
///
/// - Source: AdEx v4, AdExCore `ChannelLibrary.hash`.
public struct ChannelID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The hash itself.
    public let digest: Digest

    /// Wraps a hash that is known to name one.
    public init(_ digest: Digest) { self.digest = digest }

    /// Reads 64 hexadecimal digits, with or without `0x`, in any case.
    public init?(hex: some StringProtocol) {
        guard let digest = Digest(hex: hex) else { return nil }
        self.init(digest)
    }

    /// Makes one of exactly 32 octets; nil for any other number.
    public init?(bytes: some RandomAccessCollection<UInt8>) {
        guard let digest = Digest(bytes: bytes) else { return nil }
        self.init(digest)
    }

    /// The 32 octets.
    public var bytes: Bytes { digest.bytes }

    /// `0x` and 64 lower-case hexadecimal digits.
    public var description: String { digest.description }

    /// By their octets, as unsigned numbers.
    public static func < (left: Self, right: Self) -> Bool { left.digest < right.digest }
}
