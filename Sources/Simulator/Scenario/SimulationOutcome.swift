// This source file is part of the Outpace project. License: see LICENSE.

package import Invariants
package import Primitives
package import SimulatedWorld

/// An expectation that did not hold.
package struct UnmetExpectation: Hashable, Sendable, CustomStringConvertible {
    /// The line of the scenario.
    package let line: Int
    /// When, in true time since the start.
    package let at: Duration
    /// What was expected and what was found.
    package let detail: String

    /// The line and what was found.
    package var description: String { "expectation in line \(line): \(detail)" }
}

/// What came out of one run.
package struct SimulationOutcome: Sendable {
    /// The scenario's name.
    package let scenario: String
    /// The seed.
    package let seed: UInt64
    /// Inputs that nodes were stepped with.
    package let steps: UInt64
    /// How much time passed in the network.
    package let virtualTime: Duration
    /// The hash over everything that happened.
    package let transcriptHash: Digest
    /// Broken invariants; a run stops at the first.
    package let breaches: [Breach]
    /// Expectations of the scenario that did not hold; a run stops at the first.
    package let unmetExpectations: [UnmetExpectation]
    /// How often each invariant was checked.
    package let checks: [(name: String, checks: Int)]
    /// What became of the events.
    package let figures: RunFigures
    /// Acknowledged events that every honest validator of their channel has paid.
    package let paidCount: Int
    /// What was counted in the network.
    package let counters: WorldCounters
    /// What hosts reported of their peers' conduct, and loops; for reading, not for judging.
    package let faults: [String]
    /// The last lines of the transcript, oldest first.
    package let lastLines: [Transcript.Line]

    /// Whether every invariant and every expectation held.
    package var hasPassed: Bool { breaches.isEmpty && unmetExpectations.isEmpty }

    /// What went wrong first, in one line; nil when nothing did.
    package var failure: String? {
        if let breach = breaches.first {
            let host = breach.host.map { " at host \($0)" } ?? ""
            return "\(breach.invariant)\(host): \(breach.detail)"
        }
        return unmetExpectations.first?.description
    }
}
