// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// A second, independent reader of DER signatures, so that vectors can be brought into our own
/// form.
enum StrictDER {
    /// r and s when `der` is exactly a sequence of two minimal positive integers that fit 256 bits.
    static func scalars(_ der: Bytes) -> (r: Bytes, s: Bytes)? {
        guard der.count >= 2, der[0] == 0x30, Int(der[1]) == der.count - 2, der[1] < 0x80 else {
            return nil
        }
        guard let (r, afterR) = integer(der, at: 2), let (s, afterS) = integer(der, at: afterR),
            afterS == der.count
        else { return nil }
        return (r, s)
    }

    private static func integer(_ der: Bytes, at start: Int) -> (value: Bytes, next: Int)? {
        guard start + 2 < der.count, der[start] == 0x02 else { return nil }
        let (first, count) = (start + 2, Int(der[start + 1]))
        guard count > 0, count < 0x80, first + count <= der.count, der[first] < 0x80 else {
            return nil
        }
        let isPadded = count > 1 && der[first] == 0 && der[first + 1] < 0x80
        let digits = der[first..<(first + count)].drop { $0 == 0 }
        guard !isPadded, digits.count <= 32 else { return nil }
        return (Bytes(repeating: 0, count: 32 - digits.count) + digits, first + count)
    }
}

/// The compressed form of a point that a vector gives as 0x04, x, y.
func compressed(_ uncompressed: Bytes) -> Bytes {
    [0x02 | uncompressed[64] & 1] + uncompressed[1...32]
}
