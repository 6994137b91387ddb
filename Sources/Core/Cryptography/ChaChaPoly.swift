// This source file is part of the Outpace project. License: see LICENSE.

import COpenSSL
public import Primitives

/// Authenticated encryption of every frame between peers.
///
/// OpenSSL computes it: its vector code is more than twice as fast as libsodium's on whole frames.
///
/// - Source: RFC 8439.
public enum ChaChaPoly {
    /// The octets that a ciphertext is longer than its plaintext.
    public static let tagByteCount = 16

    /// The number of octets of a key.
    public static let keyByteCount = 32

    /// The number of octets of a nonce.
    public static let nonceByteCount = 12

    /// The nonce that Noise makes of a counter: four zero octets, then eight little-endian ones.
    public static func nonce(counter: UInt64) -> Bytes {
        var bytes = Bytes(repeating: 0, count: 4)
        bytes.reserveCapacity(nonceByteCount)
        counter.byteSwapped.appendBigEndian(to: &bytes)
        return bytes
    }

    /// Encrypts, and appends ciphertext and tag to `output`.
    ///
    /// - Parameters:
    ///   - plaintext: at most 2^30 octets; more is a bug.
    ///   - key: 32 octets; any other number is a bug.
    ///   - nonce: 12 octets, never used twice with one key.
    ///   - associated: text that is authenticated and not sent.
    public static func seal(
        _ plaintext: ArraySlice<UInt8>, key: borrowing SecretBytes, nonce: Bytes,
        authenticating associated: Bytes, appendingTo output: inout Bytes
    ) {
        let operation = ChaChaPolyOperation(key: key, nonce: nonce, direction: .seal)
        operation.authenticate(associated)
        let start = output.count
        output.reserveCapacity(start + plaintext.count + tagByteCount)
        output.append(contentsOf: plaintext)
        operation.transform(&output, from: start)
        output.append(contentsOf: operation.finishSealing())
    }

    /// Encrypts: the ciphertext and its tag.
    public static func seal(
        _ plaintext: ArraySlice<UInt8>, key: borrowing SecretBytes, nonce: Bytes,
        authenticating associated: Bytes
    ) -> Bytes {
        var output: Bytes = []
        seal(plaintext, key: key, nonce: nonce, authenticating: associated, appendingTo: &output)
        return output
    }

    /// Encrypts under the nonce of a Noise counter.
    public static func seal(
        _ plaintext: ArraySlice<UInt8>, key: borrowing SecretBytes, nonce: UInt64,
        authenticating associated: Bytes
    ) -> Bytes {
        seal(plaintext, key: key, nonce: Self.nonce(counter: nonce), authenticating: associated)
    }

    /// Checks the tag and decrypts; nothing of the plaintext is given out when the tag is wrong.
    ///
    /// - Parameter ciphertext: with its tag at the end.
    /// - Throws: `authenticationFailed`, also for fewer octets than a tag has.
    public static func open(
        _ ciphertext: ArraySlice<UInt8>, key: borrowing SecretBytes, nonce: Bytes,
        authenticating associated: Bytes
    ) throws(CryptographyError) -> Bytes {
        guard ciphertext.count >= tagByteCount else {
            throw CryptographyError(.authenticationFailed, "a ciphertext is shorter than its tag")
        }
        let operation = ChaChaPolyOperation(key: key, nonce: nonce, direction: .open)
        operation.authenticate(associated)
        var plaintext = Bytes(ciphertext.dropLast(tagByteCount))
        operation.transform(&plaintext, from: 0)
        guard operation.finishOpening(tag: Bytes(ciphertext.suffix(tagByteCount))) else {
            OPENSSL_cleanse(&plaintext, plaintext.count)
            throw CryptographyError(.authenticationFailed, "the tag does not belong to the text")
        }
        return plaintext
    }

    /// Checks the tag and decrypts under the nonce of a Noise counter.
    public static func open(
        _ ciphertext: ArraySlice<UInt8>, key: borrowing SecretBytes, nonce: UInt64,
        authenticating associated: Bytes
    ) throws(CryptographyError) -> Bytes {
        try open(
            ciphertext, key: key, nonce: Self.nonce(counter: nonce), authenticating: associated)
    }
}
