// This source file is part of the Outpace project. License: see LICENSE.

import COpenSSL
public import Primitives

/// SHA-256: event ids, libp2p signatures, the Noise handshake hash.
///
/// - Source: FIPS 180-4. Computed by OpenSSL, which uses the processor's SHA instructions.
public enum SHA256 {
    /// The hash of a message.
    public static func hash(_ bytes: Bytes) -> Digest {
        bytes.withUnsafeBytes { hash($0) }
    }

    /// The hash of a message.
    public static func hash(_ bytes: ArraySlice<UInt8>) -> Digest {
        bytes.withUnsafeBytes { hash($0) }
    }

    // Safety: the context lives on the stack of this call and OpenSSL keeps no pointer past it.
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> Digest {
        var context = SHA256_CTX()
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        let isDone = withUnsafeMutableBytes(of: &words) { output in
            SHA256_Init(&context) == 1
                && SHA256_Update(&context, bytes.baseAddress, bytes.count) == 1
                && SHA256_Final(output.bindMemory(to: UInt8.self).baseAddress, &context) == 1
        }
        precondition(isDone, "SHA-256 cannot fail in memory")
        return Digest(
            words: (
                UInt64(bigEndian: words.0), UInt64(bigEndian: words.1), UInt64(bigEndian: words.2),
                UInt64(bigEndian: words.3)
            ))
    }
}
