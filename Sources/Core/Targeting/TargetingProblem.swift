// This source file is part of the Outpace project. License: see LICENSE.

/// What is wrong with a rule, and where.
package struct TargetingProblem: Error, Hashable, Sendable {
    /// The place, from the top: `targetingRules[3].if[1].set[1]`.
    package let path: String
    /// What stands there.
    package let found: String
    /// What may stand there.
    package let allowed: String

    /// The three in one line.
    package var message: String { "\(path): found \(found); allowed: \(allowed)" }
}

extension TargetingProblem: CustomStringConvertible {
    package var description: String { message }
}
