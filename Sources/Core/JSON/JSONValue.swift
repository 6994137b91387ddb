// This source file is part of the Outpace project. License: see LICENSE.

/// One value of a JSON document.
///
/// Numbers keep their text, because amounts go up to 2^256 and because a number that is read and
/// printed again must not change; objects keep the order of their members.
public enum JSONValue: Hashable, Sendable {
    /// The literal `null`.
    case null
    /// The literals `true` and `false`.
    case bool(Bool)
    /// A number, as written.
    case number(String)
    /// A string, without quotes and escapes.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object.
    case object(JSONObject)
}

extension JSONValue {
    /// A whole number.
    public static func integer(_ value: some BinaryInteger) -> JSONValue {
        .number(String(value))
    }

    /// Whether this is `null`.
    public var isNull: Bool { self == .null }

    /// The truth value, when this is one.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The text, when this is a string.
    public var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The number's text as written, when this is a number.
    public var number: String? {
        if case .number(let value) = self { value } else { nil }
    }

    /// The number, when this is one of plain digits below 2^64; `1.0` and `1e3` are not.
    public var uint64: UInt64? {
        guard case .number(let text) = self, text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return UInt64(text)
    }

    /// The elements, when this is an array.
    public var array: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The object, when this is one.
    public var object: JSONObject? {
        if case .object(let value) = self { value } else { nil }
    }

    /// What this is, for messages: "a string", "an object".
    public var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByStringInterpolation,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// `nil` is null.
    public init(nilLiteral: ()) { self = .null }
    /// A truth value as it stands.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A number as it stands.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// A text as it stands.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A list as it stands.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// An object as it stands, its members in that order.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(JSONObject(members: elements))
    }
}
