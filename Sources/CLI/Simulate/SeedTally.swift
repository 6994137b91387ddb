// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Scenarios
import SimulatedWorld

/// What the seeds of one scenario came to so far.
struct SeedTally: Sendable {
    /// A run that failed.
    struct Failure: Sendable {
        let seed: UInt64
        let at: Duration
        let reason: String
        let lastLines: [String]
    }

    /// Seeds that passed, those of earlier sittings included.
    var seedsDone = 0
    /// Of those, the ones of earlier sittings.
    var seedsResumed = 0
    var lastSeed: UInt64?
    var virtualTime = Duration.zero
    var steps: UInt64 = 0
    /// The time of a core that the runs took.
    var coreTime = Duration.zero
    var posted = 0
    var acknowledged = 0
    var paid = 0
    var messages: UInt64 = 0
    var octets: UInt64 = 0
    /// The hash of the run, when it was one.
    var hash: Digest?
    /// How often each invariant was checked.
    var checks: [(name: String, checks: Int)] = []
    var failure: Failure?

    var stepsPerSecond: Double { coreTime > .zero ? Double(steps) / coreTime.seconds : 0 }

    mutating func add(_ outcome: SimulationOutcome, took time: Duration) {
        lastSeed = outcome.seed
        virtualTime += outcome.virtualTime
        steps += outcome.steps
        coreTime += time
        posted += outcome.figures.postedCount
        acknowledged += outcome.figures.acknowledgedCount
        paid += outcome.paidCount
        messages += outcome.counters.gossip.messages + outcome.counters.direct.messages
        octets += outcome.counters.gossip.octets + outcome.counters.direct.octets
        hash = outcome.transcriptHash
        if checks.isEmpty {
            checks = outcome.checks
        } else {
            for (index, check) in outcome.checks.enumerated() where index < checks.count {
                checks[index].checks += check.checks
            }
        }
        guard let reason = outcome.failure else {
            seedsDone += 1
            return
        }
        if let failure, failure.seed < outcome.seed { return }
        failure = Failure(
            seed: outcome.seed, at: outcome.virtualTime, reason: reason,
            lastLines: outcome.lastLines.map(\.text))
    }
}
