// This source file is part of the Outpace project. License: see LICENSE.

/// What is wrong with a rule, and where.
public struct TargetingProblem: Error, Hashable, Sendable {
    /// The place, from the top: `targetingRules[3].if[1].set[1]`.
    public let path: String
    /// What stands there.
    public let found: String
    /// What may stand there.
    public let allowed: String

    /// The three in one line.
    public var message: String { "\(path): found \(found); allowed: \(allowed)" }
}

extension TargetingProblem: CustomStringConvertible {
    /// What is wrong with the rule, for people.
    public var description: String { message }
}
