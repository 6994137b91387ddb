// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// What one peer did in one topic.
struct TopicConduct: Sendable {
    /// Since when it is in our mesh; nil when it is not.
    var graftedAt: Instant?
    var firstDeliveries = 0.0
    var meshDeliveries = 0.0
    var meshFailures = 0.0
    var invalidMessages = 0.0

    /// Whether nothing is left to remember.
    var isBlank: Bool {
        graftedAt == nil && firstDeliveries == 0 && meshDeliveries == 0 && meshFailures == 0
            && invalidMessages == 0
    }

    /// Lets the counters fade.
    mutating func decay(_ parameters: TopicScoreParameters, zero: Score) {
        firstDeliveries = firstDeliveries.decayed(parameters.firstDeliveryDecay, zero: zero)
        meshDeliveries = meshDeliveries.decayed(parameters.meshDeliveryDecay, zero: zero)
        meshFailures = meshFailures.decayed(parameters.meshFailureDecay, zero: zero)
        invalidMessages = invalidMessages.decayed(parameters.invalidMessageDecay, zero: zero)
    }

    /// By how much a mesh peer falls short of P3's threshold; 0 before P3 is active.
    func deficit(_ parameters: TopicScoreParameters, at now: Instant) -> Score {
        guard let graftedAt,
            now.duration(since: graftedAt) > parameters.meshDeliveryActivation,
            meshDeliveries < parameters.meshDeliveryThreshold
        else { return 0 }
        return parameters.meshDeliveryThreshold - meshDeliveries
    }

    /// Adds the topic's points to a breakdown.
    func add(
        to score: inout ScoreBreakdown, _ parameters: TopicScoreParameters, at now: Instant
    ) {
        let weight = parameters.weight
        if let graftedAt {
            let quanta = now.duration(since: graftedAt) / parameters.meshTimeQuantum
            score.meshTime +=
                weight * parameters.meshTimeWeight * min(quanta, parameters.meshTimeCap)
        }
        score.firstDeliveries += weight * parameters.firstDeliveryWeight * firstDeliveries
        let deficit = deficit(parameters, at: now)
        score.meshDeliveries += weight * parameters.meshDeliveryWeight * deficit * deficit
        score.meshFailures += weight * parameters.meshFailureWeight * meshFailures
        score.invalidMessages +=
            weight * parameters.invalidMessageWeight * invalidMessages * invalidMessages
    }
}
