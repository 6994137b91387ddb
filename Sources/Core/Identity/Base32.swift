// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// Base32 in lower case without padding: the text of version 1 CIDs.
///
/// - Source: RFC 4648, section 6; multibase code `b`.
enum Base32 {
    /// Reads base32 text; nil for other characters, or left-over bits that are not zero.
    static func decode(_ text: some StringProtocol) -> Bytes? {
        var bytes: Bytes = []
        var buffer: UInt32 = 0
        var bitCount: UInt32 = 0
        for character in text.utf8 {
            guard let value = value(character) else { return nil }
            buffer = buffer << 5 | UInt32(value)
            bitCount += 5
            if bitCount >= 8 {
                bitCount -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> bitCount))
                buffer &= 1 << bitCount - 1
            }
        }
        return bitCount < 5 && buffer == 0 ? bytes : nil
    }

    private static func value(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a")
        case UInt8(ascii: "2")...UInt8(ascii: "7"): character - UInt8(ascii: "2") + 26
        default: nil
        }
    }
}
