// This source file is part of the Outpace project. License: see LICENSE.

import CSecp256k1
public import Primitives

/// A point of the curve: the public half of a validator's key.
///
/// Reading one costs a square root and its address a hash, so both are done once, when it is made.
public struct Secp256k1PublicKey: Hashable, Sendable, CustomStringConvertible {
    /// The number of octets of the compressed form.
    public static let byteCount = 33

    private let parsed: secp256k1_pubkey

    /// 0x02 or 0x03 and the x coordinate: 33 octets.
    public let compressed: Bytes

    /// The Ethereum address of this key.
    public let address: Address

    /// Reads the compressed form.
    ///
    /// - Throws: `wrongLength`, or `invalidPublicKey` when the octets are no point of the curve.
    public init(compressed: Bytes) throws(CryptographyError) {
        guard compressed.count == Self.byteCount else {
            throw CryptographyError(
                .wrongLength, "a public key has 33 octets, this one has \(compressed.count)")
        }
        var key = secp256k1_pubkey()
        guard
            secp256k1_ec_pubkey_parse(Secp256k1.context, &key, compressed, compressed.count) == 1
        else {
            throw CryptographyError(.invalidPublicKey, "the public key is no point of the curve")
        }
        self.init(parsed: key)
    }

    /// Wraps a point the library has made.
    init(parsed: secp256k1_pubkey) {
        self.parsed = parsed
        compressed = Self.serialize(
            parsed, count: Self.byteCount, flags: UInt32(SECP256K1_EC_COMPRESSED))
        let uncompressed = Self.serialize(
            parsed, count: 65, flags: UInt32(SECP256K1_EC_UNCOMPRESSED))
        guard let address = Address(uncompressedPublicKey: uncompressed) else {
            preconditionFailure("the library wrote a public key of another form")
        }
        self.address = address
    }

    /// Whether `derSignature` is this key's ECDSA signature of `digest`, with s in either half.
    ///
    /// libp2p takes both halves, and the library's verification only the lower, so s is normalised
    /// first. What validators sign for states is `RecoverableSignature`, which is strict.
    ///
    /// - Complexity: about 45 microseconds.
    public func isValid(derSignature: Bytes, of digest: Digest) -> Bool {
        var signature = secp256k1_ecdsa_signature()
        var normalized = secp256k1_ecdsa_signature()
        var key = parsed
        let context = Secp256k1.context
        guard
            secp256k1_ecdsa_signature_parse_der(
                context, &signature, derSignature, derSignature.count) == 1
        else { return false }
        _ = secp256k1_ecdsa_signature_normalize(context, &normalized, &signature)
        return secp256k1_ecdsa_verify(context, &normalized, digest.bytes, &key) == 1
    }

    private static func serialize(_ key: secp256k1_pubkey, count: Int, flags: UInt32) -> Bytes {
        var key = key
        var bytes = Bytes(repeating: 0, count: count)
        var written = count
        let isDone = secp256k1_ec_pubkey_serialize(
            Secp256k1.context, &bytes, &written, &key, flags)
        precondition(isDone == 1 && written == count, "\(written) octets of a public key")
        return bytes
    }

    /// The compressed form in hexadecimal.
    public var description: String { Hex.encode(compressed) }

    /// Whether both are the same point.
    public static func == (left: Self, right: Self) -> Bool { left.compressed == right.compressed }

    /// Hashes the point.
    public func hash(into hasher: inout Hasher) { hasher.combine(compressed) }
}
