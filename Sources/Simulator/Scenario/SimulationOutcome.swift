// This source file is part of the Outpace project. License: see LICENSE.

public import Invariants
public import Primitives
public import SimulatedWorld

/// An expectation that did not hold.
public struct UnmetExpectation: Hashable, Sendable, CustomStringConvertible {
    /// The line of the scenario.
    public let line: Int
    /// When, in true time since the start.
    public let at: Duration
    /// What was expected and what was found.
    public let detail: String

    /// The line and what was found.
    public var description: String { "expectation in line \(line): \(detail)" }
}

/// What came out of one run.
public struct SimulationOutcome: Sendable {
    /// The scenario's name.
    public let scenario: String
    /// The seed.
    public let seed: UInt64
    /// Inputs that nodes were stepped with.
    public let steps: UInt64
    /// How much time passed in the network.
    public let virtualTime: Duration
    /// The hash over everything that happened.
    public let transcriptHash: Digest
    /// Broken invariants; a run stops at the first.
    public let breaches: [Breach]
    /// Expectations of the scenario that did not hold; a run stops at the first.
    public let unmetExpectations: [UnmetExpectation]
    /// How often each invariant was checked.
    public let checks: [(name: String, checks: Int)]
    /// What became of the events.
    public let figures: RunFigures
    /// Acknowledged events that every honest validator of their channel has paid.
    public let paidCount: Int
    /// What was counted in the network.
    public let counters: WorldCounters
    /// What hosts reported of their peers' conduct, and loops; for reading, not for judging.
    public let faults: [String]
    /// The last lines of the transcript, oldest first.
    public let lastLines: [Transcript.Line]

    /// Whether every invariant and every expectation held.
    public var hasPassed: Bool { breaches.isEmpty && unmetExpectations.isEmpty }

    /// What went wrong first, in one line; nil when nothing did.
    public var failure: String? {
        if let breach = breaches.first {
            let host = breach.host.map { " at host \($0)" } ?? ""
            return "\(breach.invariant)\(host): \(breach.detail)"
        }
        return unmetExpectations.first?.description
    }
}
