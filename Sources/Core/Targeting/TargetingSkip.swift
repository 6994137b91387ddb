// This source file is part of the Outpace project. License: see LICENSE.

/// A rule that was left out of an evaluation, and why; it changed nothing.
public struct TargetingSkip: Hashable, Sendable {
    /// Why a rule is left out.
    public enum Reason: Hashable, Sendable {
        /// The rule is invalid and was not loaded; the list's problems say more.
        case invalid
        /// It reads a variable that has no value here.
        case undefinedVariable(String)
        /// It does what cannot be done with the values at hand.
        case typeError(TargetingTypeError)
    }

    /// The place of the rule in the list, from 0.
    public let rule: Int
    /// Why it is left out.
    public let reason: Reason

    /// Names a rule and a reason.
    public init(rule: Int, reason: Reason) {
        self.rule = rule
        self.reason = reason
    }
}

extension TargetingSkip: CustomStringConvertible {
    /// Why the rule was passed over, for people.
    public var description: String {
        switch reason {
        case .invalid: "rule \(rule) is invalid"
        case .undefinedVariable(let name): "rule \(rule): \(name) is undefined"
        case .typeError(let error): "rule \(rule): \(error)"
        }
    }
}
