// This source file is part of the Outpace project. License: see LICENSE.

import CSecp256k1
import CSodium
public import Primitives

/// A validator's key. Signs with the nonces of RFC 6979, so no signature depends on randomness.
///
/// Held once, in guarded memory, and never printed: a class, so that passing it around copies
/// nothing.
public final class Secp256k1PrivateKey: Sendable, CustomStringConvertible {
    /// The number of octets of a key.
    public static let byteCount = 32

    private let secret: SecretBytes

    /// The public half.
    public let publicKey: Secp256k1PublicKey

    /// Takes 32 big-endian octets.
    ///
    /// - Throws: `wrongLength`, or `invalidPrivateKey` for zero and numbers not below the order.
    public init(bytes: Bytes) throws(CryptographyError) {
        guard bytes.count == Self.byteCount else {
            throw CryptographyError(
                .wrongLength, "a private key has 32 octets, this one has \(bytes.count)")
        }
        var key = secp256k1_pubkey()
        guard secp256k1_ec_pubkey_create(Secp256k1.context, &key, bytes) == 1 else {
            throw CryptographyError(
                .invalidPrivateKey, "a private key is between 1 and the order of the curve")
        }
        secret = SecretBytes(guarding: bytes)
        publicKey = Secp256k1PublicKey(parsed: key)
    }

    /// A new key from the operating system's randomness.
    public static func generate() -> Secp256k1PrivateKey {
        // One candidate in 2^128 is out of range.
        while true {
            var candidate = SecureRandom.bytes(byteCount)
            defer { sodium_memzero(&candidate, candidate.count) }
            if let key = try? Secp256k1PrivateKey(bytes: candidate) { return key }
        }
    }

    /// The Ethereum address of this key.
    public var address: Address { publicKey.address }

    /// Signs in the form of states: r, s in the lower half, v.
    public func signRecoverable(_ digest: Digest) -> RecoverableSignature {
        var signature = secp256k1_ecdsa_recoverable_signature()
        let isSigned = secret.withPointer { secret in
            secp256k1_ecdsa_sign_recoverable(
                Secp256k1.context, &signature, digest.bytes, secret, nil, nil)
        }
        precondition(isSigned == 1, "signing with a checked key cannot fail")
        var recoveryID: Int32 = 0
        var compact = Bytes(repeating: 0, count: 64)
        _ = secp256k1_ecdsa_recoverable_signature_serialize_compact(
            Secp256k1.context, &compact, &recoveryID, &signature)
        return RecoverableSignature(compact: compact, recoveryID: recoveryID)
    }

    /// Signs in the form of libp2p: DER, at most 72 octets, s in the lower half.
    public func signDER(_ digest: Digest) -> Bytes {
        var signature = secp256k1_ecdsa_signature()
        let isSigned = secret.withPointer { secret in
            secp256k1_ecdsa_sign(Secp256k1.context, &signature, digest.bytes, secret, nil, nil)
        }
        precondition(isSigned == 1, "signing with a checked key cannot fail")
        var bytes = Bytes(repeating: 0, count: 72)
        var count = bytes.count
        let isDone = secp256k1_ecdsa_signature_serialize_der(
            Secp256k1.context, &bytes, &count, &signature)
        precondition(isDone == 1, "a DER signature has at most 72 octets")
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    /// The 32 octets, unprotected: only for writing a key file.
    public func exportBytes() -> Bytes { secret.exportBytes() }

    /// Never the key.
    public var description: String { "<secret>" }
}
