// This source file is part of the Outpace project. License: see LICENSE.

/// Why key material, a signature or a ciphertext was refused.
///
/// Two errors are equal when their codes are: the message is for people.
public struct CryptographyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was refused.
    public enum Code: Hashable, Sendable {
        /// The input has another number of octets than its kind.
        case wrongLength
        /// A private key is zero or not below the order of the curve.
        case invalidPrivateKey
        /// The octets name no point of the curve.
        case invalidPublicKey
        /// The last octet of a recoverable signature is neither 27 nor 28.
        case invalidRecoveryID
        /// r is zero or not below the order of the curve.
        case signatureRange(SignatureScalar)
        /// s is above half the order: the malleable twin of a signature we accept.
        case highS
        /// A text is not the hexadecimal form of its kind.
        case malformedHex
        /// The key agreement gave all zeros: the other side sent a point of small order.
        case zeroSharedSecret
        /// The tag does not belong to this ciphertext, key, nonce and associated text.
        case authenticationFailed
        /// A cost or a length is outside what we are willing to compute.
        case parameterOutOfRange
    }

    /// One of the two numbers of an ECDSA signature.
    public enum SignatureScalar: Hashable, Sendable { case r, s }

    /// What was refused.
    public let code: Code

    /// What was wrong and what is allowed, for a person; never holds secrets.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// What failed, for people.
    public var description: String { message }

    /// Whether both are the same error, however it is worded.
    public static func == (left: Self, right: Self) -> Bool { left.code == right.code }

    /// Hashes what makes it the same error.
    public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
