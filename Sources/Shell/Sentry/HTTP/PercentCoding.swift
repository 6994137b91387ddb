// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// The percent coding of URLs.
enum PercentCoding {
    /// Puts the characters back; a plus sign stays one, for our paths join names by it.
    ///
    /// - Returns: nil when a percent sign is not followed by two hexadecimal digits, or the result
    ///   is not UTF-8.
    static func decode(_ text: some StringProtocol) -> String? {
        let source = Bytes(text.utf8)
        guard source.contains(UInt8(ascii: "%")) else { return String(text) }
        var decoded: Bytes = []
        decoded.reserveCapacity(source.count)
        var index = 0
        while index < source.count {
            guard source[index] == UInt8(ascii: "%") else {
                decoded.append(source[index])
                index += 1
                continue
            }
            guard index + 2 < source.count,
                let byte = Hex.decode(
                    String(decoding: source[index + 1...index + 2], as: UTF8.self)),
                byte.count == 1
            else { return nil }
            decoded += byte
            index += 3
        }
        return String(validating: decoded, as: UTF8.self)
    }
}
