// This source file is part of the Outpace project. License: see LICENSE.

import CSodium
public import Primitives

/// Signatures of libp2p peers that are not validators; we check them and never make one.
///
/// - Source: RFC 8032, with libsodium's stricter rules: canonical encodings, no key of small order.
public enum Ed25519 {
    /// The number of octets of a public key.
    public static let publicKeyByteCount = 32

    /// The number of octets of a signature.
    public static let signatureByteCount = 64

    /// Whether `signature` is that of `publicKey` over `message`; false for any malformed input.
    ///
    /// - Complexity: about 110 microseconds.
    public static func isValid(signature: Bytes, of message: Bytes, publicKey: Bytes) -> Bool {
        guard signature.count == signatureByteCount, publicKey.count == publicKeyByteCount else {
            return false
        }
        Sodium.prepare()
        let verdict = crypto_sign_verify_detached(
            signature, message, UInt64(message.count), publicKey)
        return verdict == 0
    }
}
