// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// A quick hash by which lines of a transcript tell what they are about; not for secrets.
struct Checksum {
    private(set) var value: UInt64 = 0x9e37_79b9_7f4a_7c15

    mutating func mix(_ word: UInt64) {
        let mixed = (value ^ word) &* 0xff51_afd7_ed55_8ccd
        value = mixed ^ (mixed >> 32)
    }

    // Safety: every load lies inside the buffer, whose lifetime is the closure.
    mutating func mix(_ bytes: Bytes) {
        bytes.withUnsafeBytes { buffer in
            var offset = 0
            while offset + 8 <= buffer.count {
                let word = buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                mix(UInt64(littleEndian: word))
                offset += 8
            }
            var rest = UInt64(buffer.count) << 56
            while offset < buffer.count {
                rest = rest << 8 ^ UInt64(buffer[offset])
                offset += 1
            }
            mix(rest)
        }
    }

    mutating func mix(_ digest: Digest) {
        let words = digest.words
        mix(words.0)
        mix(words.1)
        mix(words.2)
        mix(words.3)
    }

    mutating func mix(_ text: String) {
        for octet in text.utf8 { mix(UInt64(octet)) }
        mix(UInt64(text.utf8.count))
    }
}
