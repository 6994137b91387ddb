// This source file is part of the Outpace project. License: see LICENSE.

import CSodium
public import Primitives

/// A keyed hash: who does not know the key can neither make nor check one.
///
/// - Source: RFC 2104 over SHA-256.
public enum HMACSHA256 {
    /// The number of octets of a code.
    public static let byteCount = 32

    /// The code of a message under a key of any length.
    public static func authenticate(_ bytes: Bytes, key: Bytes) -> Bytes {
        var code = Bytes(repeating: 0, count: byteCount)
        bytes.withUnsafeBufferPointer { write(to: &code, [$0], key: key, keyCount: key.count) }
        return code
    }

    /// The code of a message under a secret key of any length.
    public static func authenticate(_ bytes: Bytes, key: borrowing SecretBytes) -> Bytes {
        var code = Bytes(repeating: 0, count: byteCount)
        let count = key.count
        key.withPointer { pointer in
            bytes.withUnsafeBufferPointer {
                write(to: &code, [$0], key: pointer, keyCount: count)
            }
        }
        return code
    }

    /// Whether `code` is the code of a message, compared in constant time.
    public static func isValid(
        _ code: Bytes, of bytes: Bytes, key: borrowing SecretBytes
    ) -> Bool {
        Sodium.areEqual(code, authenticate(bytes, key: key))
    }

    /// Writes the 32 octets of the code of several pieces, one after the other.
    ///
    /// `output` may lie where one of the pieces does: they are read before it is written.
    static func write(
        to output: UnsafeMutablePointer<UInt8>, _ pieces: [UnsafeBufferPointer<UInt8>],
        key: UnsafePointer<UInt8>, keyCount: Int
    ) {
        var state = crypto_auth_hmacsha256_state()
        crypto_auth_hmacsha256_init(&state, key, keyCount)
        for piece in pieces {
            guard let start = piece.baseAddress else { continue }
            crypto_auth_hmacsha256_update(&state, start, UInt64(piece.count))
        }
        crypto_auth_hmacsha256_final(&state, output)
        sodium_memzero(&state, MemoryLayout<crypto_auth_hmacsha256_state>.size)
    }
}
