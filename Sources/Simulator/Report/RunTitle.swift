// This source file is part of the Outpace project. License: see LICENSE.

/// What a run is called and how it is reproduced.
package struct RunTitle: Hashable, Sendable {
    /// The scenario's name.
    package var scenario: String
    /// The sentence on what it proves; empty for none.
    package var proves: String
    /// The seed.
    package var seed: UInt64
    /// The command that does the same again.
    package var command: String
    /// How long the run is planned to take, in virtual time, its healed phase included.
    package var duration: Duration
    /// When everything is healed; nil when it never is.
    package var healedFrom: Duration?

    /// Names a run.
    package init(
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
package struct BreachRecord: Hashable, Sendable {
    /// Its name.
    package var invariant: String
    /// When, in seconds since the start.
    package var at: Double
    /// Where; nil for the network.
    package var host: Int?
    /// What was seen.
    package var detail: String

    /// Tells of a breach.
    package init(invariant: String, at: Duration, host: Int?, detail: String) {
        self.invariant = invariant
        self.at = at.inSeconds
        self.host = host
        self.detail = detail
    }
}

/// An invariant and how often it was checked.
package struct InvariantCheck: Hashable, Sendable {
    /// Its name.
    package var name: String
    /// What it claims, in a sentence; empty when that is not known.
    package var claim: String
    /// How often it was checked.
    package var count: Int

    /// Tells of an invariant.
    package init(name: String, claim: String, count: Int) {
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
