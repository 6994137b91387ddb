// This source file is part of the Outpace project. License: see LICENSE.

/// Why a list of rules is not accepted: every rule's first problem.
public struct TargetingRefusal: Error, Hashable, Sendable {
    /// The problems in the order of the rules; at least one, at most one for each rule and one for
    /// the list.
    public let problems: [TargetingProblem]

    /// The first problem, and how many there are beside it.
    public var message: String {
        guard let first = problems.first else { return "" }
        return problems.count == 1
            ? first.message : "\(first.message) (and \(problems.count - 1) more)"
    }
}

extension TargetingRefusal: CustomStringConvertible {
    /// Why the rules were refused, for people.
    public var description: String { message }
}
