// This source file is part of the Outpace project. License: see LICENSE.

/// A setting as it was read: checked for its kind, paths and addresses still as they were written.
package enum ConfigurationValue: Hashable, Sendable {
    /// Nothing; only keys that may be left empty have it.
    case none
    /// A text.
    case text(String)
    /// A whole number; octets for sizes.
    case number(Int)
    /// A length of time.
    case duration(Duration)
    /// A list of texts.
    case list([String])
}

extension ConfigurationValue: CustomStringConvertible {
    /// The value as the configuration file spells it.
    package var description: String {
        switch self {
        case .none: "null"
        case .text(let text): Self.quoted(text)
        case .number(let number): String(number)
        case .duration(let duration): DurationText.print(duration)
        case .list(let elements):
            "[" + elements.map(Self.quoted).joined(separator: ", ") + "]"
        }
    }

    /// Whether a text means itself without quotes in YAML.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, !["null", "true", "false"].contains(text) else {
            return false
        }
        let isStart =
            first == UInt8(ascii: "/") || first == UInt8(ascii: ".")
            || (0x41...0x5a).contains(first) || (0x61...0x7a).contains(first)
        return isStart
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
                    || (0x61...0x7a).contains(byte) || "/._-".utf8.contains(byte)
            }
    }

    private static func quoted(_ text: String) -> String {
        guard !isPlain(text) else { return text }
        let escaped = text.map { character in
            character == "\"" || character == "\\" ? "\\\(character)" : String(character)
        }
        return "\"" + escaped.joined() + "\""
    }
}
