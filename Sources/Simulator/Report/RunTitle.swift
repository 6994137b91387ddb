// This source file is part of the Outpace project. License: see LICENSE.

/// What a run is called and how it is reproduced.
public struct RunTitle: Hashable, Sendable {
    /// The scenario's name.
    public var scenario: String
    /// The sentence on what it proves; empty for none.
    public var proves: String
    /// The seed.
    public var seed: UInt64
    /// The command that does the same again.
    public var command: String
    /// How long the run is planned to take, in virtual time, its healed phase included.
    public var duration: Duration
    /// When everything is healed; nil when it never is.
    public var healedFrom: Duration?

    /// Names a run.
    public init(
        scenario: String, proves: String, seed: UInt64, command: String, duration: Duration,
        healedFrom: Duration? = nil
    ) {
        self.scenario = scenario
        self.proves = proves
        self.seed = seed
        self.command = command
        self.duration = duration
        self.healedFrom = healedFrom
    }
}

/// An invariant that did not hold.
public struct BreachRecord: Hashable, Sendable {
    /// Its name.
    public var invariant: String
    /// When, in seconds since the start.
    public var at: Double
    /// Where; nil for the network.
    public var host: Int?
    /// What was seen.
    public var detail: String

    /// Tells of a breach.
    public init(invariant: String, at: Duration, host: Int?, detail: String) {
        self.invariant = invariant
        self.at = at.inSeconds
        self.host = host
        self.detail = detail
    }
}

/// An invariant and how often it was checked.
public struct InvariantCheck: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// What it claims, in a sentence; empty when that is not known.
    public var claim: String
    /// How often it was checked.
    public var count: Int

    /// Tells of an invariant.
    public init(name: String, claim: String, count: Int) {
        self.name = name
        self.claim = claim
        self.count = count
    }
}

extension Duration {
    /// The duration in seconds.
    var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
