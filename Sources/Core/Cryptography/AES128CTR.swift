// This source file is part of the Outpace project. License: see LICENSE.

import COpenSSL
public import Primitives

/// The stream cipher of Ethereum key files; encrypts and decrypts alike and authenticates nothing.
///
/// - Source: Web3 Secret Storage, version 3; NIST SP 800-38A.
public enum AES128CTR {
    /// The number of octets of a key and of an initialisation vector.
    public static let keyByteCount = 16

    /// The most octets that are taken; a key file holds 32.
    public static let byteLimit = 1 << 20

    /// Encrypts or decrypts.
    ///
    /// - Throws: `wrongLength` for a key or vector that has not 16 octets, `parameterOutOfRange`
    ///   for more than 1 MiB of text.
    public static func apply(
        _ bytes: Bytes, key: Bytes, initialisationVector: Bytes
    ) throws(CryptographyError) -> Bytes {
        guard key.count == keyByteCount, initialisationVector.count == keyByteCount else {
            throw CryptographyError(
                .wrongLength, "AES-128 in counter mode needs a key and a vector of 16 octets each")
        }
        guard bytes.count <= byteLimit else {
            throw CryptographyError(
                .parameterOutOfRange, "\(bytes.count) octets are more than \(byteLimit)")
        }
        let context = EVP_CIPHER_CTX_new()
        defer { EVP_CIPHER_CTX_free(context) }
        var output = Bytes(repeating: 0, count: bytes.count)
        var count: Int32 = 0
        let isDone =
            EVP_EncryptInit_ex(context, EVP_aes_128_ctr(), nil, key, initialisationVector) == 1
            && EVP_EncryptUpdate(context, &output, &count, bytes, Int32(bytes.count)) == 1
        precondition(isDone && Int(count) == bytes.count, "AES-128 cannot fail on checked input")
        return output
    }
}
