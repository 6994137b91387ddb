// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// Derives keys from a shared secret.
///
/// - Source: RFC 5869 over SHA-256; the Noise form is section 4.3 of the Noise specification, which
///   is the same construction with empty information.
public enum HKDFSHA256 {
    /// The most octets one secret may be expanded to: 255 blocks.
    public static let outputLimit = 255 * HMACSHA256.byteCount

    /// Concentrates the randomness of `input` into 32 octets.
    public static func extract(
        salt: borrowing SecretBytes, input: borrowing SecretBytes
    ) -> SecretBytes {
        let (saltCount, inputCount) = (salt.count, input.count)
        return SecretBytes(count: HMACSHA256.byteCount) { output in
            salt.withPointer { key in
                input.withPointer { start in
                    let piece = UnsafeBufferPointer(start: start, count: inputCount)
                    HMACSHA256.write(to: output, [piece], key: key, keyCount: saltCount)
                }
            }
        }
    }

    /// Stretches a concentrated key to `count` octets, bound to `information`.
    ///
    /// - Throws: `parameterOutOfRange` for more than 8160 octets.
    public static func expand(
        _ key: borrowing SecretBytes, information: Bytes, count: Int
    ) throws(CryptographyError) -> SecretBytes {
        guard (0...outputLimit).contains(count) else {
            throw CryptographyError(
                .parameterOutOfRange, "HKDF gives 0 to \(outputLimit) octets, not \(count)")
        }
        return stretch(key, information: information, count: count)
    }

    /// The outputs of Noise's HKDF in one secret: cut it into pieces of 32 octets.
    ///
    /// - Parameters:
    ///   - chainingKey: 32 octets.
    ///   - input: a shared secret, or empty when a handshake is split.
    ///   - outputs: two or three; any other number is a bug.
    public static func noise(
        chainingKey: borrowing SecretBytes, input: borrowing SecretBytes, outputs: Int
    ) -> SecretBytes {
        precondition(outputs == 2 || outputs == 3, "Noise derives two or three keys")
        let key = extract(salt: chainingKey, input: input)
        return stretch(key, information: [], count: outputs * HMACSHA256.byteCount)
    }

    /// Block i is the code of block i - 1, the information and i; the last one may be cut.
    private static func stretch(
        _ key: borrowing SecretBytes, information: Bytes, count: Int
    ) -> SecretBytes {
        let keyCount = key.count
        let blockCount = (count + HMACSHA256.byteCount - 1) / HMACSHA256.byteCount
        let whole = SecretBytes(count: blockCount * HMACSHA256.byteCount) { output in
            for index in 0..<blockCount {
                let block = output + index * HMACSHA256.byteCount
                let previous = UnsafeBufferPointer(
                    start: index == 0 ? nil : UnsafePointer(block - HMACSHA256.byteCount),
                    count: index == 0 ? 0 : HMACSHA256.byteCount)
                // At most 255 blocks: checked by the callers.
                let tail = information + [UInt8(index + 1)]
                tail.withUnsafeBufferPointer { tail in
                    key.withPointer {
                        HMACSHA256.write(
                            to: block, [previous, tail], key: $0, keyCount: keyCount)
                    }
                }
            }
        }
        return whole.piece(0..<count)
    }
}
