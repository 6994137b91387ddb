// This source file is part of the Outpace project. License: see LICENSE.

/// Blanks out what is not code, so that rules about code do not stumble over prose.
enum CodeScanner {
    private enum Mode {
        case code
        case lineComment
        case blockComment
        /// A literal that ends with `hashes` number signs after one or three quotes.
        case literal(hashes: Int, quotes: Int)
        /// The name of a test, between backticks.
        case name
    }

    /// The same octets, with comments, literals and quoted names replaced by blanks; newlines stay.
    static func code(of text: [UInt8]) -> [UInt8] {
        var code = text
        var mode = Mode.code
        var index = 0
        while index < text.count {
            let width: Int
            (mode, width) = advance(text, index, mode)
            if case .code = mode, width == 1, text[index] != UInt8(ascii: "`") {
                index += 1
                continue
            }
            for place in index..<min(index + width, text.count)
            where text[place] != UInt8(ascii: "\n") {
                code[place] = UInt8(ascii: " ")
            }
            index += width
        }
        return code
    }

    /// The mode after the octets at `index`, and how many of them it decided about.
    private static func advance(_ text: [UInt8], _ index: Int, _ mode: Mode) -> (Mode, Int) {
        switch mode {
        case .code: return enter(text, index)
        case .lineComment: return (text[index] == UInt8(ascii: "\n") ? .code : mode, 1)
        case .blockComment: return matches(text, index, "*/") ? (.code, 2) : (mode, 1)
        case .name: return (text[index] == UInt8(ascii: "`") ? .code : mode, 1)
        case .literal(let hashes, let quotes):
            if hashes == 0, text[index] == UInt8(ascii: "\\") { return (mode, 2) }
            if quotes == 1, text[index] == UInt8(ascii: "\n") { return (.code, 1) }
            guard text[index] == UInt8(ascii: "\"") else { return (mode, 1) }
            let end = String(repeating: "\"", count: quotes) + String(repeating: "#", count: hashes)
            return matches(text, index, end) ? (.code, end.utf8.count) : (mode, 1)
        }
    }

    private static func enter(_ text: [UInt8], _ index: Int) -> (Mode, Int) {
        switch text[index] {
        case UInt8(ascii: "/"):
            if matches(text, index, "//") { return (.lineComment, 2) }
            return matches(text, index, "/*") ? (.blockComment, 2) : (.code, 1)
        case UInt8(ascii: "`"): return (.name, 1)
        case UInt8(ascii: "\""), UInt8(ascii: "#"):
            var start = index
            while start < text.count, text[start] == UInt8(ascii: "#") { start += 1 }
            guard matches(text, start, "\"") else { return (.code, 1) }
            let quotes = matches(text, start, "\"\"\"") ? 3 : 1
            return (.literal(hashes: start - index, quotes: quotes), start - index + quotes)
        default: return (.code, 1)
        }
    }

    private static func matches(_ text: [UInt8], _ index: Int, _ pattern: String) -> Bool {
        let pattern = pattern.utf8
        guard index + pattern.count <= text.count else { return false }
        var place = index
        for byte in pattern {
            if text[place] != byte { return false }
            place += 1
        }
        return true
    }
}
