// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
public import Primitives

/// The salted hashes of one session and one set: what stands on the wire for sums and ids.
///
/// The salt is known to the two ends of a session only, so nobody else can prepare ids for which
/// truncated hashes collide.
public struct RangeHashing: Sendable {
    /// Octets of a fingerprint.
    public static let fingerprintByteCount = 16
    /// Octets that stand for an id in a list.
    public static let tagByteCount = 8
    /// Octets that stand for the circumstances under which sets are compared.
    public static let contextByteCount = 4

    private enum Purpose: UInt8 {
        case range = 1
        case probe
        case tag
        case context
    }

    private let salt: Bytes

    /// Hashes for one session and one set.
    ///
    /// - Parameters:
    ///   - session: what only the ends of the session know: its handshake hash.
    ///   - scope: what names the set.
    public init(session: Bytes, scope: Bytes) {
        salt = SHA256.hash(Bytes("outpace reconcile 1".utf8) + session + scope).bytes
    }

    /// What stands for a range.
    public func fingerprint(_ sum: RangeSum) -> Bytes {
        hash(.range, Self.octets(of: sum), count: Self.fingerprintByteCount)
    }

    /// What stands for a range that is looked at in two parts, under given circumstances.
    public func probe(_ lower: RangeSum, _ upper: RangeSum, context: Bytes) -> Bytes {
        let octets = Self.octets(of: lower) + Self.octets(of: upper) + context
        return hash(.probe, octets, count: Self.fingerprintByteCount)
    }

    /// What stands for an id.
    public func tag(_ id: EventID) -> UInt64 {
        UInt64(bigEndianBytes: hash(.tag, id.bytes, count: Self.tagByteCount))
    }

    /// What stands for circumstances.
    public func digest(ofContext context: Bytes) -> Bytes {
        hash(.context, context, count: Self.contextByteCount)
    }

    private func hash(_ purpose: Purpose, _ octets: Bytes, count: Int) -> Bytes {
        var message = salt
        message.reserveCapacity(salt.count + 1 + octets.count)
        message.append(purpose.rawValue)
        message += octets
        return Bytes(SHA256.hash(message).bytes.prefix(count))
    }

    private static func octets(of sum: RangeSum) -> Bytes {
        var octets: Bytes = []
        UInt64(sum.count).appendBigEndian(to: &octets)
        sum.sum.append(to: &octets)
        return octets
    }
}
