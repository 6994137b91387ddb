// This source file is part of the Outpace project. License: see LICENSE.

import CSodium
public import Primitives

/// Diffie-Hellman on Curve25519: the key agreement of the Noise handshake.
///
/// - Source: RFC 7748.
public enum X25519 {
    /// The number of octets of a secret, of a public key and of a shared secret.
    public static let byteCount = 32

    /// The public key of a secret of 32 octets.
    public static func publicKey(of secret: borrowing SecretBytes) -> Bytes {
        precondition(secret.count == byteCount, "an X25519 secret has 32 octets")
        var key = Bytes(repeating: 0, count: byteCount)
        let isDone = secret.withPointer { crypto_scalarmult_base(&key, $0) }
        precondition(isDone == 0, "a clamped scalar times the base point is never zero")
        return key
    }

    /// What both sides of an exchange compute.
    ///
    /// - Throws: `wrongLength`, or `zeroSharedSecret` when the other side sent a point of small
    ///   order, which would make the secret known to everyone.
    public static func sharedSecret(
        _ secret: borrowing SecretBytes, with publicKey: Bytes
    ) throws(CryptographyError) -> SecretBytes {
        precondition(secret.count == byteCount, "an X25519 secret has 32 octets")
        guard publicKey.count == byteCount else {
            throw CryptographyError(
                .wrongLength, "an X25519 key has 32 octets, this one has \(publicKey.count)")
        }
        var isDone: Int32 = 0
        let shared = SecretBytes(count: byteCount) { output in
            isDone = secret.withPointer { crypto_scalarmult(output, $0, publicKey) }
        }
        guard isDone == 0 else {
            throw CryptographyError(.zeroSharedSecret, "the X25519 key is of small order")
        }
        return shared
    }
}
