// This source file is part of the Outpace project. License: see LICENSE.

/// The name of a node on the network: the multihash of its libp2p public key.
///
/// Keys of at most 42 octets (secp256k1, ed25519) are embedded whole, longer ones are hashed: 44 octets
/// at most, checked where one is made. Ordered as unsigned octets; that order decides which of two
/// simultaneous connections survives.
///
/// - Source: libp2p specification, `peer-ids`.
public struct PeerID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The most octets that are read as a multihash; of those, at most 44 can be a peer id.
    public static let byteLimit = 64

    private let octets: InlineBytes

    /// Makes a peer id of a multihash: an identity hash of at most 42 octets or a SHA-256 hash.
    ///
    /// - Returns: nil when the octets are neither.
    public init?(bytes: some Collection<UInt8>) {
        guard let octets = InlineBytes(bytes), octets.count >= 3 else { return nil }
        let (kind, length) = (octets[0], octets[1])
        let isIdentity = kind == 0x00 && length <= 42
        let isSHA256 = kind == 0x12 && length == 32
        guard isIdentity || isSHA256, Int(length) == octets.count - 2 else { return nil }
        self.octets = octets
    }

    /// The multihash.
    public var bytes: Bytes { octets.bytes }

    /// The octet of the multihash at a place.
    public subscript(place: Int) -> UInt8 { octets[place] }

    /// Calls `body` with the multihash.
    public func withUnsafeBytes<Result>(
        _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result { try octets.withUnsafeBytes(body) }

    /// Reads the base58 form (`16Uiu2HA…`, `12D3KooW…`, `Qm…`).
    public init?(base58: some StringProtocol) {
        guard base58.utf8.count <= 96, let bytes = Base58.decode(base58) else { return nil }
        self.init(bytes: bytes)
    }

    /// The protobuf-encoded public key that the id embeds, or nil when it holds only a hash.
    public var embeddedPublicKey: Bytes? {
        octets[0] == 0x00 ? Bytes(bytes.dropFirst(2)) : nil
    }

    /// The base58 form of the multihash.
    public var base58: String { Base58.encode(bytes) }

    /// The base58 form.
    public var description: String { base58 }

    /// Hashes the octets.
    public func hash(into hasher: inout Hasher) { octets.hash(into: &hasher) }

    /// By their octets, as unsigned numbers.
    public static func < (left: PeerID, right: PeerID) -> Bool {
        left.octets < right.octets
    }
}
