// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// Reads strict JSON (RFC 8259) without recursion and in linear time.
///
/// Stricter than most: duplicate keys, text that is not UTF-8, lone surrogates, a byte order mark
/// and anything after the value are refused, so that two readers can never disagree about a
/// document that moves money. Open containers lie on an explicit stack, bounded by
/// `JSONLimits.depthLimit`.
public enum JSONParser {
    /// Reads the one value that `bytes` holds.
    ///
    /// - Complexity: O(n) in octets.
    public static func parse(
        _ bytes: Bytes, limits: JSONLimits
    ) throws(JSONError) -> JSONValue {
        guard bytes.count <= limits.byteLimit else {
            throw JSONError(
                .limitExceeded, at: 0, of: [],
                reason: "the document has \(bytes.count) bytes; "
                    + "at most \(limits.byteLimit) are allowed"
            )
        }
        var reading = JSONReading(bytes, limits: limits)
        return try reading.document()
    }
}

/// One document on its way from octets to a value.
struct JSONReading {
    /// An array or object whose end is not read yet.
    private struct Frame {
        let isObject: Bool
        var elements: [JSONValue] = []
        var members: [JSONObject.Member] = []
        var seenKeys: Set<Bytes> = []
        var key = ""
        var valueStart = 0
    }

    private let limits: JSONLimits
    private var scanner: JSONScanner
    private var frames: [Frame] = []
    private var valueCount = 0

    init(_ bytes: Bytes, limits: JSONLimits) {
        self.limits = limits
        scanner = JSONScanner(bytes)
    }

    mutating func document() throws(JSONError) -> JSONValue {
        scanner.skipWhitespace()
        while true {
            guard let value = try startValue() else { continue }
            if let whole = try place(value) { return whole }
        }
    }

    /// Reads a scalar or an empty container; or opens a container, up to its first value.
    private mutating func startValue() throws(JSONError) -> JSONValue? {
        valueCount += 1
        guard valueCount <= limits.valueLimit else {
            throw scanner.error(.limitExceeded, "more than \(limits.valueLimit) values")
        }
        switch scanner.peek {
        case UInt8(ascii: "{"): return try open(isObject: true)
        case UInt8(ascii: "["): return try open(isObject: false)
        case UInt8(ascii: "\""): return .string(try scanner.string())
        case .some(UInt8(ascii: "-")), .some(UInt8(ascii: "0")...UInt8(ascii: "9")):
            return .number(try scanner.number())
        case UInt8(ascii: "t"): return .bool(try scanner.literal("true", meaning: true))
        case UInt8(ascii: "f"): return .bool(try scanner.literal("false", meaning: false))
        case UInt8(ascii: "n"): return try scanner.literal("null", meaning: .null)
        default: throw scanner.unexpected("a value")
        }
    }

    private mutating func open(isObject: Bool) throws(JSONError) -> JSONValue? {
        guard frames.count < limits.depthLimit else {
            throw scanner.error(
                .limitExceeded, "nested more than \(limits.depthLimit) deep"
            )
        }
        scanner.advance()
        scanner.skipWhitespace()
        if scanner.peek == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
            scanner.advance()
            return isObject ? .object(JSONObject(distinct: [])) : .array([])
        }
        frames.append(Frame(isObject: isObject))
        try startMember()
        return nil
    }

    /// Puts a complete value into the innermost open container, and closes every container that
    /// ends there.
    ///
    /// - Returns: the document's value once nothing is open, nil when another value must follow.
    private mutating func place(_ first: JSONValue) throws(JSONError) -> JSONValue? {
        var value = first
        while let innermost = frames.indices.last {
            let isObject = frames[innermost].isObject
            if isObject {
                frames[innermost].members.append(
                    JSONObject.Member(
                        key: frames[innermost].key, value: value,
                        source: scanner.bytes[frames[innermost].valueStart..<scanner.offset]
                    ))
            } else {
                frames[innermost].elements.append(value)
            }
            scanner.skipWhitespace()
            if scanner.peek == UInt8(ascii: ",") {
                scanner.advance()
                scanner.skipWhitespace()
                try startMember()
                return nil
            }
            guard scanner.peek == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                throw scanner.unexpected(isObject ? "',' or '}'" : "',' or ']'")
            }
            scanner.advance()
            let frame = frames.removeLast()
            value = isObject ? .object(JSONObject(distinct: frame.members)) : .array(frame.elements)
        }
        scanner.skipWhitespace()
        guard scanner.peek == nil else { throw scanner.unexpected("the end of the text") }
        return value
    }

    /// Reads the key and the colon in front of an object's value; nothing for an array's.
    private mutating func startMember() throws(JSONError) {
        let innermost = frames.count - 1
        guard frames[innermost].isObject else { return }
        let start = scanner.offset
        guard scanner.peek == UInt8(ascii: "\"") else {
            throw scanner.unexpected("a key in quotes")
        }
        let key = try scanner.string()
        guard remember(key, in: innermost) else {
            throw scanner.error(
                .duplicateKey, "the key \"\(key.excerpt)\" is given twice", at: start
            )
        }
        frames[innermost].key = key
        scanner.skipWhitespace()
        guard scanner.peek == UInt8(ascii: ":") else { throw scanner.unexpected("':'") }
        scanner.advance()
        scanner.skipWhitespace()
        frames[innermost].valueStart = scanner.offset
    }

    /// Answers whether the key is new; a short list is searched, a long one is hashed.
    private mutating func remember(_ key: String, in index: Int) -> Bool {
        let members = frames[index].members
        if members.count < JSONObject.linearSearchLimit {
            return !members.contains { $0.key.utf8.elementsEqual(key.utf8) }
        }
        if frames[index].seenKeys.isEmpty {
            frames[index].seenKeys = Set(members.map { Bytes($0.key.utf8) })
        }
        return frames[index].seenKeys.insert(Bytes(key.utf8)).inserted
    }
}
