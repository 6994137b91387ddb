// This source file is part of the Outpace project. License: see LICENSE.

/// Hexadecimal text: printed in lower case, read in any case, with or without `0x`.
public enum Hex {
    /// Renders octets as lower-case hexadecimal without a prefix.
    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digit(byte >> 4))
            text.append(digit(byte & 0x0f))
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads hexadecimal text; `0x` in front is optional.
    ///
    /// - Returns: the octets, or nil when a character is not a hexadecimal digit or their number is odd.
    public static func decode(_ text: some StringProtocol) -> Bytes? {
        var digits = Array(text.utf8)[...]
        if digits.count >= 2, digits[digits.startIndex] == 0x30,
            digits[digits.startIndex + 1] | 0x20 == 0x78
        {
            digits = digits.dropFirst(2)
        }
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: Bytes = []
        bytes.reserveCapacity(digits.count / 2)
        var index = digits.startIndex
        while index < digits.endIndex {
            guard let high = value(digits[index]), let low = value(digits[index + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
            index += 2
        }
        return bytes
    }

    private static func digit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? 0x30 + nibble : 0x57 + nibble
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x37
        case 0x61...0x66: digit - 0x57
        default: nil
        }
    }
}
