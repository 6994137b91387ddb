// This source file is part of the Outpace project. License: see LICENSE.

/// Why octets could not be read; the scope of the fault is the caller's to judge.
public enum WireError: Error, Hashable, Sendable {
    /// The input ended inside a value.
    case truncated
    /// A varint is longer than nine octets or not minimal.
    case malformedVarint
    /// A length or a count is over the bound of its field.
    case overLimit(field: String, limit: Int)
    /// A field has another wire type or size than the schema says.
    case malformedField(String)
    /// A required field is absent.
    case missingField(String)
    /// A field that may stand once stands again.
    case repeatedField(String)
    /// Octets follow the end of the value.
    case trailingBytes
}

extension WireError: CustomStringConvertible {
    /// What is wrong with the octets, for people.
    public var description: String {
        switch self {
        case .truncated: "it ends in the middle of a value"
        case .malformedVarint: "a number in it is longer than nine octets, or than it has to be"
        case .overLimit(let field, let limit): "\"\(field)\" is over its limit of \(limit)"
        case .malformedField(let field): "\"\(field)\" does not have the form of its schema"
        case .missingField(let field): "\"\(field)\" is missing"
        case .repeatedField(let field): "\"\(field)\" stands there twice"
        case .trailingBytes: "octets follow its end"
        }
    }
}
