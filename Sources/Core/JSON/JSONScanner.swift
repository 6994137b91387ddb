// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// The tokens of a JSON text, and where they stand.
struct JSONScanner {
    let bytes: Bytes
    private(set) var offset = 0

    init(_ bytes: Bytes) { self.bytes = bytes }

    /// The next octet, or nil at the end.
    var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    mutating func advance() { offset += 1 }

    mutating func skipWhitespace() {
        while let byte = peek, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
            offset += 1
        }
    }

    func error(_ code: JSONError.Code, _ reason: String, at place: Int? = nil) -> JSONError {
        JSONError(code, at: place ?? offset, of: bytes, reason: reason)
    }

    /// What to say when the octet at hand is not among the allowed ones.
    func unexpected(_ allowed: String) -> JSONError {
        guard let byte = peek else {
            return error(.unexpectedEnd, "the text ends; expected \(allowed)")
        }
        let isPrintable = (0x20..<0x7f).contains(byte)
        let found = isPrintable ? "'\(Character(Unicode.Scalar(byte)))'" : "byte \(byte)"
        return error(.unexpectedCharacter, "found \(found); expected \(allowed)")
    }

    mutating func literal<Meaning>(
        _ text: StaticString, meaning: Meaning
    ) throws(JSONError) -> Meaning {
        for expected in text.description.utf8 {
            guard peek == expected else { throw unexpected("the literal \(text)") }
            advance()
        }
        return meaning
    }

    /// A number as written: `-`? int frac? exp?.
    mutating func number() throws(JSONError) -> String {
        let start = offset
        if peek == UInt8(ascii: "-") { advance() }
        if peek == UInt8(ascii: "0") {
            advance()
            if let byte = peek, (0x30...0x39).contains(byte) {
                throw error(.unexpectedCharacter, "a number has no leading zeros")
            }
        } else {
            try digits()
        }
        if peek == UInt8(ascii: ".") {
            advance()
            try digits()
        }
        if let byte = peek, byte | 0x20 == UInt8(ascii: "e") {
            advance()
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { advance() }
            try digits()
        }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private mutating func digits() throws(JSONError) {
        let start = offset
        while let byte = peek, (0x30...0x39).contains(byte) { advance() }
        guard offset > start else { throw unexpected("a digit") }
    }

    /// The text between the quotes, escapes resolved.
    mutating func string() throws(JSONError) -> String {
        advance()
        var text: Bytes = []
        var start = offset
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                let run = start..<offset
                advance()
                guard !text.isEmpty else { return try validated(bytes[run]) }
                text += bytes[run]
                return try validated(text[...], startingAt: run.lowerBound)
            case UInt8(ascii: "\\"):
                _ = try validated(bytes[start..<offset])
                text += bytes[start..<offset]
                try escape(into: &text)
                start = offset
            case 0..<0x20:
                throw unexpected("an escape: control characters in a string are written \\u00XX")
            default:
                advance()
            }
        }
        throw unexpected("'\"'")
    }

    private mutating func escape(into text: inout Bytes) throws(JSONError) {
        advance()
        switch peek {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(bytes[offset])
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0c)
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "r"): text.append(0x0d)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            let scalar = try unicodeEscape()
            text += String(scalar).utf8
            return
        default: throw unexpected("one of \" \\ / b f n r t u after a backslash")
        }
        advance()
    }

    /// The scalar of `uXXXX`, or of two such escapes that form a surrogate pair.
    private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let start = offset - 1
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xdc00, peek == UInt8(ascii: "\\") else {
            throw error(.invalidText, "half of a surrogate pair", at: start)
        }
        advance()
        guard peek == UInt8(ascii: "u") else {
            throw error(.invalidText, "half of a surrogate pair", at: start)
        }
        let second = try codeUnit()
        guard (0xdc00...0xdfff).contains(second),
            let scalar = Unicode.Scalar(
                0x1_0000 + (UInt32(first) - 0xd800) << 10 + UInt32(second) - 0xdc00
            )
        else { throw error(.invalidText, "half of a surrogate pair", at: start) }
        return scalar
    }

    /// The four hexadecimal digits after the `u` at hand.
    private mutating func codeUnit() throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            advance()
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw unexpected("four hexadecimal digits after \\u")
            }
            unit = unit << 4 | UInt16(digit)
        }
        advance()
        return unit
    }

    /// The run as text; `place` is where to look for the fault when the run is not the source
    /// itself.
    private func validated(
        _ run: Bytes.SubSequence, startingAt place: Int? = nil
    ) throws(JSONError) -> String {
        if let text = String(validating: run, as: UTF8.self) { return text }
        var iterator = (place.map { bytes[$0..<offset] } ?? run).makeIterator()
        var parser = Unicode.UTF8.ForwardParser()
        var fault = place ?? run.startIndex
        while case .valid(let scalar) = parser.parseScalar(from: &iterator) {
            fault += scalar.count
        }
        throw error(.invalidText, "the text is not UTF-8", at: fault)
    }
}
