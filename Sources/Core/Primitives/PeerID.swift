// This source file is part of the Outpace project. License: see LICENSE.

/// The name of a node on the network: the multihash of its libp2p public key.
///
/// Keys of at most 42 octets (secp256k1, ed25519) are embedded whole, longer ones are hashed. At most
/// 64 octets, checked where one is made. Ordered as unsigned octets; that order decides which of two
/// simultaneous connections survives.
///
/// - Source: libp2p specification, `peer-ids`.
public struct PeerID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The longest multihash that is accepted, in octets.
    public static let byteLimit = 64

    /// The multihash.
    public let bytes: Bytes

    /// Makes a peer id of a multihash: an identity hash of at most 42 octets or a SHA-256 hash.
    ///
    /// - Returns: nil when the octets are neither.
    public init?(bytes: some Collection<UInt8>) {
        let bytes = Bytes(bytes)
        guard bytes.count >= 3, bytes.count <= Self.byteLimit else { return nil }
        let isIdentity = bytes[0] == 0x00 && bytes[1] <= 42
        let isSHA256 = bytes[0] == 0x12 && bytes[1] == 32
        guard isIdentity || isSHA256, Int(bytes[1]) == bytes.count - 2 else { return nil }
        self.bytes = bytes
    }

    /// Reads the base58 form (`16Uiu2HA…`, `12D3KooW…`, `Qm…`).
    public init?(base58: some StringProtocol) {
        guard base58.utf8.count <= 96, let bytes = Base58.decode(base58) else { return nil }
        self.init(bytes: bytes)
    }

    /// The protobuf-encoded public key that the id embeds, or nil when it holds only a hash.
    public var embeddedPublicKey: Bytes? {
        bytes[0] == 0x00 ? Bytes(bytes.dropFirst(2)) : nil
    }

    /// The base58 form of the multihash.
    public var base58: String { Base58.encode(bytes) }

    public var description: String { base58 }

    // Safety: the buffer is only read inside the call. One combination instead of one per octet.
    public func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }

    public static func < (left: PeerID, right: PeerID) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
