// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// Base64 with padding, as the names of scripts in a content security policy have it.
///
/// - Source: RFC 4648, section 4.
enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

    static func encode(_ bytes: Bytes) -> String {
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits: UInt32 = 0
            for place in 0..<3 {
                bits = bits << 8 | UInt32(place < group.count ? group[start + place] : 0)
            }
            for place in 0..<4 {
                let index = Int(bits >> UInt32(18 - 6 * place) & 0x3f)
                text.append(place <= group.count ? alphabet[index] : "=")
            }
        }
        return text
    }
}
