// This source file is part of the Outpace project. License: see LICENSE.

/// A number with a unit, as people write it: `500ms`, `1.5 s`, `-3 s`, `20 %`, `25 Mbit/s`.
struct Quantity {
    /// The number in millionths, so that no floating point is needed.
    let millionths: Int64
    /// What follows the number.
    let unit: String

    /// Reads a number and what follows it; nil when there is no number or too large a one.
    init?(_ text: String) {
        var rest = text.utf8.drop { $0 == UInt8(ascii: " ") }
        var isNegative = false
        if let first = rest.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            isNegative = first == UInt8(ascii: "-")
            rest = rest.dropFirst()
        }
        var whole: [UInt8] = []
        var fraction: [UInt8] = []
        var isFraction = false
        while let octet = rest.first {
            if (0x30...0x39).contains(octet) {
                if isFraction { fraction.append(octet) } else { whole.append(octet) }
            } else if octet == UInt8(ascii: "."), !isFraction, !whole.isEmpty,
                rest.dropFirst().first != UInt8(ascii: ".")
            {
                isFraction = true
            } else if octet != UInt8(ascii: "_") {
                break
            }
            rest = rest.dropFirst()
        }
        guard !whole.isEmpty, whole.count <= 12, fraction.count <= 6,
            isFraction == !fraction.isEmpty
        else { return nil }
        let digits = whole + fraction + Array(repeating: 0x30, count: 6 - fraction.count)
        guard let value = Int64(String(decoding: digits, as: UTF8.self)) else { return nil }
        millionths = isNegative ? -value : value
        unit =
            String(decoding: rest.drop { $0 == UInt8(ascii: " ") }, as: UTF8.self)
            .trimmingTrailingSpaces
    }

    /// The two ends of `2ms..40ms`; a text without dots is both.
    static func ends(_ text: String) -> (String, String)? {
        let octets = Array(text.utf8)
        for index in octets.indices.dropLast()
        where octets[index] == UInt8(ascii: ".") && octets[index + 1] == UInt8(ascii: ".") {
            return (
                String(decoding: octets[..<index], as: UTF8.self),
                String(decoding: octets[(index + 2)...], as: UTF8.self)
            )
        }
        return (text, text)
    }
}

extension String {
    var trimmingTrailingSpaces: String {
        String(reversed().drop { $0 == " " }.reversed())
    }
}
