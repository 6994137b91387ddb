// This source file is part of the Outpace project. License: see LICENSE.

import CSodium
public import Primitives

/// The operating system's source of randomness: for keys, nonces of events, seeds of generators.
public enum SecureRandom {
    /// `count` unpredictable octets.
    public static func bytes(_ count: Int) -> Bytes {
        Sodium.prepare()
        var bytes = Bytes(repeating: 0, count: count)
        randombytes_buf(&bytes, count)
        return bytes
    }

    /// `count` unpredictable octets to be kept secret.
    public static func secret(_ count: Int) -> SecretBytes {
        SecretBytes(count: count) { randombytes_buf($0, count) }
    }

    /// An unpredictable number, for example the seed of a `SeededGenerator`.
    public static func uint64() -> UInt64 { UInt64(bigEndianBytes: bytes(8)) }
}
