// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// What an evaluation of rules came to.
public struct TargetingOutcome: Hashable, Sendable {
    /// What decided that the ad is not shown.
    public enum Hiding: Hashable, Sendable {
        /// It was not to be shown from the start.
        case start
        /// This rule said so.
        case rule(Int)
        /// The steps ran out within this rule.
        case steps(Int)
    }

    /// What the rules left; its prices count only if it says show, and are not within any bounds.
    public internal(set) var output: TargetingOutput
    /// The rules that changed nothing because they could not be evaluated, in their order.
    public internal(set) var skipped: [TargetingSkip] = []
    /// The steps taken, at most the limit.
    public internal(set) var stepsUsed = 0
    /// Why the ad is not shown; nil when it is.
    public internal(set) var hiding: Hiding?

    /// Whether the ad is shown, and the event paid.
    public var show: Bool { output.show }

    /// How likely the ad is chosen among others of the same price, 0...5.
    public var boost: Int64 { output.boost }

    /// What an event of a type costs; see `TargetingOutput.price(of:)`.
    public func price(of eventType: String) -> Amount? { output.price(of: eventType) }
}
