// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// The text forms of IP addresses.
///
/// - Source: RFC 4291, section 2.2; RFC 5952 for the one form that is written.
enum IPText {
    /// Writes four octets with dots between.
    static func ip4(_ bytes: Bytes) -> String {
        bytes.map { String($0) }.joined(separator: ".")
    }

    /// Writes sixteen octets; the longest run of two or more zero groups, the first if equal, as
    /// `::`.
    static func ip6(_ bytes: Bytes) -> String {
        let groups = stride(from: 0, to: bytes.count - 1, by: 2).map { index in
            UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1])
        }
        let zeros = longestZeroRun(groups)
        func text(_ groups: ArraySlice<UInt16>) -> String {
            groups.map { String($0, radix: 16) }.joined(separator: ":")
        }
        guard zeros.count >= 2 else { return text(groups[...]) }
        return text(groups[..<zeros.lowerBound]) + "::" + text(groups[zeros.upperBound...])
    }

    /// Reads four decimal numbers with dots between; leading zeros are refused as ambiguous.
    static func parseIP4(_ text: Substring) -> Bytes? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: Bytes = []
        for part in parts {
            guard let number = decimal(part, limit: 255) else { return nil }
            bytes.append(UInt8(number))
        }
        return bytes
    }

    /// Reads up to eight groups, one `::` at most, and an IPv4 address as the last two.
    static func parseIP6(_ text: Substring) -> Bytes? {
        guard text.utf8.count <= 45 else { return nil }
        guard let gap = text.firstRange(of: "::") else {
            let bytes = parseGroups(text)
            return bytes?.count == 16 ? bytes : nil
        }
        let (before, after) = (text[..<gap.lowerBound], text[gap.upperBound...])
        guard let head = before.isEmpty ? [] : parseGroups(before, allowingIP4: false),
            let tail = after.isEmpty ? [] : parseGroups(after), head.count + tail.count <= 14
        else { return nil }
        return head + Bytes(repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    /// Reads a decimal number without sign or leading zeros.
    static func decimal(_ text: Substring, limit: Int) -> Int? {
        guard (1...5).contains(text.utf8.count), text == "0" || text.first != "0" else {
            return nil
        }
        var value = 0
        for digit in text.utf8 {
            guard (0x30...0x39).contains(digit) else { return nil }
            value = value * 10 + Int(digit - 0x30)
        }
        return value <= limit ? value : nil
    }

    private static func parseGroups(_ text: Substring, allowingIP4: Bool = true) -> Bytes? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 8 else { return nil }
        var bytes: Bytes = []
        for (index, part) in parts.enumerated() {
            if part.utf8.contains(UInt8(ascii: ".")) {
                guard allowingIP4, index == parts.count - 1, let last = parseIP4(part) else {
                    return nil
                }
                bytes.append(contentsOf: last)
            } else {
                // Checked before the number is read, which would take a sign.
                guard (1...4).contains(part.utf8.count), part.allSatisfy(\.isHexDigit),
                    let group = UInt16(part, radix: 16)
                else { return nil }
                bytes.append(UInt8(group >> 8))
                bytes.append(UInt8(truncatingIfNeeded: group))
            }
        }
        return bytes
    }

    private static func longestZeroRun(_ groups: [UInt16]) -> Range<Int> {
        var best = 0..<0
        var start = 0
        for (index, group) in groups.enumerated() {
            if group != 0 {
                start = index + 1
            } else if index + 1 - start > best.count {
                best = start..<(index + 1)
            }
        }
        return best
    }
}
