// This source file is part of the Outpace project. License: see LICENSE.

/// What cannot be done with the values that a function was given.
public enum TargetingTypeError: Error, Hashable, Sendable {
    /// A value of another kind than the function takes.
    case wrongKind(TargetingFunction, found: TargetingKinds, allowed: TargetingKinds)
    /// A negative number where a big number is needed.
    case negative(TargetingFunction)
    /// A result that is too large, or below zero for a big number.
    case overflow(TargetingFunction)
    /// A division by zero, or its remainder.
    case divisionByZero(TargetingFunction)
    /// A place outside a list.
    case noElement(index: Int64, count: Int)
    /// A text that is no number of decimal digits below 2^256.
    case notDecimal
    /// A text cannot be split at every place.
    case emptySeparator
    /// A boost outside 0...5.
    case boostOutOfRange(Int64)
}

extension TargetingTypeError: CustomStringConvertible {
    /// What was expected and what was found, for people.
    public var description: String {
        switch self {
        case .wrongKind(let function, let found, let allowed):
            "\(function.name): found \(found.text); allowed: \(allowed.text)"
        case .negative(let function):
            "\(function.name): a negative number cannot become a big number"
        case .overflow(let function): "\(function.name): the result does not fit"
        case .divisionByZero(let function): "\(function.name): division by zero"
        case .noElement(let index, let count): "at: no element \(index) in a list of \(count)"
        case .notDecimal: "bn: the text is not a decimal number below 2^256"
        case .emptySeparator: "split: the separator is empty"
        case .boostOutOfRange(let boost): "set: boost is 0 to 5, not \(boost)"
        }
    }
}
