// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// A value that a rule computes with.
///
/// Equality is that of the language within one kind: texts octet by octet, lists element by
/// element.
public enum TargetingValue: Hashable, Sendable {
    /// `true` or `false`.
    case bool(Bool)
    /// A whole number.
    case number(Int64)
    /// A large whole number that is not negative: an amount of a token.
    case bigNumber(Amount)
    /// A text.
    case string(TargetingText)
    /// A list.
    case array([TargetingValue])

    /// Which kind this is.
    public var kind: TargetingKinds {
        switch self {
        case .bool: .bool
        case .number: .number
        case .bigNumber: .bigNumber
        case .string: .string
        case .array: .array
        }
    }

    /// The value as a big number; nil when it is negative or no number.
    public var amount: Amount? {
        switch self {
        case .number(let number): UInt64(exactly: number).map { Amount($0) }
        case .bigNumber(let amount): amount
        case .bool, .string, .array: nil
        }
    }
}
