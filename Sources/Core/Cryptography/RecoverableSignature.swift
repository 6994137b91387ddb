// This source file is part of the Outpace project. License: see LICENSE.

import CSecp256k1
public import Primitives

/// An ECDSA signature that names its signer: r, s and a recovery id of 27 or 28.
///
/// Only one form of each signature is taken: s in the lower half, both scalars in range, 65 octets.
/// The chain's contract would take a high s too; we do not, so nobody can make a second valid
/// spelling of someone else's signature.
///
/// - Source: OUTPACE signatures; EIP-2 for low s.
public struct RecoverableSignature: Hashable, Sendable, CustomStringConvertible {
    /// The number of octets: r, s, v.
    public static let byteCount = 65

    /// r and s, big-endian, then v.
    public let bytes: Bytes

    /// Checks the form; whether it signs anything is `recoverAddress`'s to say.
    ///
    /// - Throws: `wrongLength`, `invalidRecoveryID`, `signatureRange(.r)`, `signatureRange(.s)` or
    ///   `highS`, the first that applies in this order.
    public init(bytes: Bytes) throws(CryptographyError) {
        guard bytes.count == Self.byteCount, let r = Digest(bytes: bytes[0..<32]),
            let s = Digest(bytes: bytes[32..<64])
        else {
            throw CryptographyError(
                .wrongLength, "a signature has 65 octets, this one has \(bytes.count)")
        }
        guard bytes[64] == 27 || bytes[64] == 28 else {
            throw CryptographyError(
                .invalidRecoveryID, "v of a signature is 27 or 28, not \(bytes[64])")
        }
        guard Secp256k1.isScalar(r) else {
            throw CryptographyError(
                .signatureRange(.r), "r of a signature is not between 1 and the order")
        }
        guard Secp256k1.isScalar(s) else {
            throw CryptographyError(
                .signatureRange(.s), "s of a signature is not between 1 and the order")
        }
        guard !Secp256k1.isHigh(s) else {
            throw CryptographyError(.highS, "s of a signature is above half the order")
        }
        self.bytes = bytes
    }

    /// Reads `0x` and 130 hexadecimal digits.
    public init(hex: some StringProtocol) throws(CryptographyError) {
        guard hex.utf8.prefix(133).count == 132, hex.utf8.starts(with: "0x".utf8),
            let bytes = Hex.decode(hex)
        else {
            throw CryptographyError(.malformedHex, "a signature is 0x and 130 hexadecimal digits")
        }
        try self.init(bytes: bytes)
    }

    /// Takes what the library has just signed.
    init(compact: Bytes, recoveryID: Int32) {
        precondition(compact.count == 64 && (0...1).contains(recoveryID), "\(recoveryID)")
        bytes = compact + [UInt8(27 + recoveryID)]
    }

    /// `0x` and 130 lower-case hexadecimal digits.
    public var hex: String { "0x" + Hex.encode(bytes) }

    /// The signature as text.
    public var description: String { hex }

    /// The address whose key made this signature over `digest`, or nil when no key can have.
    ///
    /// - Complexity: about 50 microseconds.
    public func recoverAddress(digest: Digest) -> Address? {
        var signature = secp256k1_ecdsa_recoverable_signature()
        var key = secp256k1_pubkey()
        let context = Secp256k1.context
        guard
            secp256k1_ecdsa_recoverable_signature_parse_compact(
                context, &signature, bytes, Int32(bytes[64]) - 27) == 1,
            secp256k1_ecdsa_recover(context, &key, &signature, digest.bytes) == 1
        else { return nil }
        return Secp256k1PublicKey(parsed: key).address
    }
}
