// This source file is part of the Outpace project. License: see LICENSE.

/// One Swift file: its lines as written, and its code without comments and the text of literals.
struct SwiftFile: Sendable {
    /// A word of the code, with what stands around it.
    struct Word: Sendable {
        let text: String
        /// From 1.
        let line: Int
        /// The character before it, blanks left out; 0 at the start.
        let before: UInt8
        /// The character after it, blanks left out; 0 at the end.
        let after: UInt8
    }

    let path: String
    let text: String
    let lines: [Substring]
    let words: [Word]
    private let code: [UInt8]

    init(path: String, text: String) {
        self.path = path
        self.text = text
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        code = CodeScanner.code(of: Array(text.utf8))
        words = Self.words(of: code)
    }

    /// The modules the file imports, each with its line.
    var imports: [(module: String, line: Int)] {
        words.indices.dropLast().compactMap { index in
            guard words[index].text == "import", words[index].before != UInt8(ascii: ".") else {
                return nil
            }
            let kinds = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
            let isScoped = kinds.contains(words[index + 1].text)
            let name = words[index + (isScoped && index + 2 < words.count ? 2 : 1)]
            return (name.text, name.line)
        }
    }

    /// Where a finding lies.
    func place(_ line: Int) -> String { "\(path):\(line)" }

    /// Whether a line, or the comment right above it, says why.
    func hasReason(at line: Int) -> Bool {
        let here = lines[line - 1]
        let above = line > 1 ? lines[line - 2].drop { $0 == " " } : ""
        return here.contains("//") || above.hasPrefix("//")
    }

    /// The declarations that start with the access level `package` or `public`.
    ///
    /// Imports and extensions declare nothing; what the standard library's protocols ask for is
    /// documented there.
    var sharedLines: [Int] {
        let inherited = [
            "package import", "public import", "package extension", "public extension", "func ==",
            "func <", "func hash(into", "var description:", "Literal value:", "Literal elements:",
            "init(nilLiteral",
        ]
        return lines.indices.filter { index in
            let text = lines[index].drop { $0 == " " }
            guard !text.hasPrefix("//") else { return false }
            let modifiers = text.split(separator: " ").drop { $0.hasPrefix("@") }
                .prefix { Self.modifiers.contains($0) }
            return modifiers.contains { $0 == "package" || $0 == "public" }
                && !inherited.contains(where: text.contains)
        }.map { $0 + 1 }
    }

    private static let modifiers: Set<Substring> = [
        "package", "public", "final", "static", "mutating", "nonmutating", "override", "indirect",
        "lazy", "required", "convenience", "nonisolated", "weak", "unowned",
    ]

    /// Whether a documentation comment stands above a line, attributes between them left out.
    func isDocumented(_ line: Int) -> Bool {
        for text in lines[..<(line - 1)].reversed() {
            let text = text.drop { $0 == " " }
            if text.hasPrefix("@") || text.hasPrefix("#") { continue }
            return text.hasPrefix("///")
        }
        return false
    }

    /// The first lines and lengths of all functions and initializers with a body.
    var functions: [(line: Int, count: Int)] {
        var found: [(line: Int, count: Int)] = []
        var line = 1
        var open: [(line: Int, depth: Int)] = []
        var pending: Int?
        var depth = 0
        var parentheses = 0
        for byte in code {
            switch byte {
            case UInt8(ascii: "\n"):
                line += 1
                if let start = declarationLine(line) { pending = start }
            case UInt8(ascii: "("): parentheses += 1
            case UInt8(ascii: ")"): parentheses -= 1
            case UInt8(ascii: "{"):
                if parentheses == 0, let start = pending {
                    open.append((start, depth))
                    pending = nil
                }
                depth += 1
            case UInt8(ascii: "}"):
                depth -= 1
                if let last = open.last, last.depth == depth {
                    found.append((last.line, line - last.line + 1))
                    open.removeLast()
                }
            default: continue
            }
        }
        return found
    }

    private func declarationLine(_ line: Int) -> Int? {
        guard line <= lines.count else { return nil }
        let text = lines[line - 1].drop { $0 == " " }
        guard !text.hasPrefix("//") else { return nil }
        let modifiers = text.split(separator: " ").prefix { !$0.contains("(") && $0 != "=" }
        let isFunction = modifiers.contains("func")
        let isInitializer = ["init(", "init?(", "init<"].contains { name in
            text.hasPrefix(name) || text.contains(" \(name)")
        }
        let isCall = text.contains("= ") || text.contains(".init")
        return isFunction || (isInitializer && !isCall) ? line : nil
    }

    private static func words(of code: [UInt8]) -> [Word] {
        var words: [Word] = []
        var line = 1
        var before: UInt8 = 0
        var index = 0
        while index < code.count {
            let byte = code[index]
            guard isWord(byte) else {
                if byte == UInt8(ascii: "\n") { line += 1 }
                if byte != UInt8(ascii: " "), byte != UInt8(ascii: "\n") { before = byte }
                index += 1
                continue
            }
            let start = index
            while index < code.count, isWord(code[index]) { index += 1 }
            var rest = index
            while rest < code.count, code[rest] == UInt8(ascii: " ") { rest += 1 }
            words.append(
                Word(
                    text: String(decoding: code[start..<index], as: UTF8.self), line: line,
                    before: before, after: rest < code.count ? code[rest] : 0))
            before = code[index - 1]
        }
        return words
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "@"), 0x80...:
            true
        default: false
        }
    }
}
