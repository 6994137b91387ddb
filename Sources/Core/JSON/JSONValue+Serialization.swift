// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

extension JSONValue {
    /// What is left to print.
    private enum Piece {
        case value(JSONValue)
        case member(JSONObject.Member)
        case byte(UInt8)
    }

    /// The compact form: no whitespace, members in their order, numbers as they were written, and
    /// only those characters escaped that must be.
    ///
    /// - Complexity: O(n) in the size of the result; no recursion.
    public func serialized() -> Bytes {
        var bytes: Bytes = []
        var pieces: [Piece] = [.value(self)]
        while let piece = pieces.popLast() {
            switch piece {
            case .byte(let byte): bytes.append(byte)
            case .member(let member):
                Self.append(quoted: member.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                pieces.append(.value(member.value))
            case .value(.null): bytes += "null".utf8
            case .value(.bool(let value)): bytes += (value ? "true" : "false").utf8
            case .value(.number(let text)): bytes += text.utf8
            case .value(.string(let text)): Self.append(quoted: text, to: &bytes)
            case .value(.array(let elements)):
                bytes.append(UInt8(ascii: "["))
                pieces.append(.byte(UInt8(ascii: "]")))
                Self.push(elements.map { .value($0) }, onto: &pieces)
            case .value(.object(let object)):
                bytes.append(UInt8(ascii: "{"))
                pieces.append(.byte(UInt8(ascii: "}")))
                Self.push(object.members.map { .member($0) }, onto: &pieces)
            }
        }
        return bytes
    }

    /// Pushes the items in reverse with commas between them, so that they are popped in order.
    private static func push(_ items: [Piece], onto pieces: inout [Piece]) {
        for (index, item) in items.enumerated().reversed() {
            pieces.append(item)
            if index > 0 { pieces.append(.byte(UInt8(ascii: ","))) }
        }
    }

    private static func append(quoted text: String, to bytes: inout Bytes) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0x08: bytes += #"\b"#.utf8
            case 0x09: bytes += #"\t"#.utf8
            case 0x0a: bytes += #"\n"#.utf8
            case 0x0c: bytes += #"\f"#.utf8
            case 0x0d: bytes += #"\r"#.utf8
            case 0..<0x20: bytes += (#"\u00"# + Hex.encode([byte])).utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
