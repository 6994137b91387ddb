// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// A text of a rule or of what it is about, compared octet by octet.
///
/// The looser equality of `String` depends on the Unicode tables of the machine; prices may not. An
/// address (`0x` and 40 hexadecimal digits, nothing else) is kept in lower case, so that a rule
/// about a publisher holds however its address is written.
public struct TargetingText: Hashable, Sendable {
    /// The octets, UTF-8.
    public let bytes: Bytes

    /// Takes a text.
    ///
    /// - Complexity: O(n) in octets.
    public init(_ text: String) { self.init(utf8: Bytes(text.utf8)) }

    init(utf8 bytes: Bytes) {
        self.bytes = Self.isAddress(bytes) ? bytes.map(Self.lowercased) : bytes
    }

    /// The text as a string.
    public var string: String { String(decoding: bytes, as: UTF8.self) }

    /// The pieces between the occurrences of `separator`, which is not empty; one more than there
    /// are occurrences.
    ///
    /// Both are UTF-8, so a piece is, too.
    ///
    /// - Complexity: O(n m) in octets.
    func split(by separator: TargetingText) -> [TargetingText] {
        precondition(!separator.bytes.isEmpty, "an empty separator")
        var pieces: [TargetingText] = []
        var start = 0
        var index = 0
        while index + separator.bytes.count <= bytes.count {
            if bytes[index...].starts(with: separator.bytes) {
                pieces.append(TargetingText(utf8: Bytes(bytes[start..<index])))
                index += separator.bytes.count
                start = index
            } else {
                index += 1
            }
        }
        pieces.append(TargetingText(utf8: Bytes(bytes[start...])))
        return pieces
    }

    func hasPrefix(_ other: TargetingText) -> Bool { bytes.starts(with: other.bytes) }

    func hasSuffix(_ other: TargetingText) -> Bool {
        bytes.suffix(other.bytes.count).elementsEqual(other.bytes)
    }

    private static func isAddress(_ bytes: Bytes) -> Bool {
        guard bytes.count == 2 + 2 * Address.byteCount, bytes[0] == UInt8(ascii: "0"),
            bytes[1] | 0x20 == UInt8(ascii: "x")
        else { return false }
        return bytes[2...].allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
        }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}

extension TargetingText: ExpressibleByStringLiteral, CustomStringConvertible {
    /// A text as it stands.
    public init(stringLiteral value: String) { self.init(value) }

    /// The text as a string.
    public var description: String { string }
}
