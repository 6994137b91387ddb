// This source file is part of the Outpace project. License: see LICENSE.

/// The name of an event: the keccak-256 hash of its exact record, so the name commits to the content.
///
/// - Source: `docs/PROTOCOL.md`, section 4.
public struct EventID: Hashable, Comparable, Sendable, CustomStringConvertible {
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
