// This source file is part of the Outpace project. License: see LICENSE.

package import JSON
package import Primitives
package import Targeting

/// Below which health a follower complains, and below which it does not sign; promille.
package struct HealthThresholds: Hashable, Sendable {
    /// What a channel has whose spec says nothing.
    package static let standard = HealthThresholds(threshold: 970, unsignable: 770)

    /// A state at or above this is healthy.
    package let threshold: UInt64
    /// A state below this is rejected.
    package let unsignable: UInt64

    /// Makes thresholds, each 0...1000.
    package init(threshold: UInt64, unsignable: UInt64) {
        self.threshold = threshold
        self.unsignable = unsignable
    }
}

/// When waiting events become a batch.
package struct Batching: Hashable, Sendable {
    /// What a channel has whose spec says nothing.
    package static let standard = Batching(maxEvents: 500, maxTimeMillis: 1000)

    /// This many events, 1...10 000,
    package let maxEvents: Int
    /// or this long since the first of them, in milliseconds.
    package let maxTimeMillis: UInt64

    /// Makes a rule of both bounds.
    package init(maxEvents: Int, maxTimeMillis: UInt64) {
        self.maxEvents = maxEvents
        self.maxTimeMillis = maxTimeMillis
    }
}

/// What one event may cost, both ends included.
package struct PricingBounds: Hashable, Sendable {
    /// What the lowest price is, in the token's smallest unit.
    package let min: Amount
    /// What the highest price is, in the token's smallest unit.
    package let max: Amount

    /// Makes bounds; `min` may not pass `max`.
    package init(min: Amount, max: Amount) {
        precondition(min <= max, "bounds \(min) to \(max)")
        self.min = min
        self.max = max
    }

    /// The price within the bounds that is nearest to `price`.
    package func clamp(_ price: Amount) -> Amount {
        Swift.min(Swift.max(price, min), max)
    }
}

/// What an advertiser and the validators agreed on when the channel was opened.
///
/// - Source: AdEx campaignSpec 1.0.0; the last four settings are Outpace's own.
package struct ChannelSpec: Hashable, Sendable {
    /// Bounds of the price of one type of event.
    package struct EventBounds: Hashable, Sendable {
        /// Which events.
        package let type: EventType
        /// What they may cost.
        package let bounds: PricingBounds
    }

    /// The signers, the leader first.
    package let validators: [ValidatorSpec]
    /// After this the publishers withdraw, and no event is accepted.
    package let withdrawPeriodStart: Timestamp
    /// The least an impression costs.
    package let minPerImpression: Amount
    /// The most an impression costs.
    package let maxPerImpression: Amount
    /// Bounds by type, which win over those of the impression; each type at most once.
    package let pricingBounds: [EventBounds]
    /// So many missed events keep a follower from signing.
    package let missedEventsThreshold: UInt64
    /// When a state is unhealthy or unsignable.
    package let health: HealthThresholds
    /// When waiting events become a batch.
    package let batching: Batching
    /// How long events settle before they are proposed, in milliseconds.
    package let settleDelayMillis: UInt64
    /// What the advertiser calls it.
    package let title: String?
    /// Makes the id unique.
    package let nonce: String?
    /// When the spec was made.
    package let created: Timestamp?
    /// When the campaign begins.
    package let activeFrom: Timestamp?
    /// The ads, as the advertiser described them.
    package let adUnits: [JSONValue]
    /// The weights of audience tags, `{tag, score}`.
    package let targeting: [JSONValue]
    /// Below this score the ad is not shown; nil when there is no such bound.
    package let minTargetingScore: UInt64?
    /// Who may submit events and how often; nil when the nodes decide.
    package let eventSubmission: EventSubmission?
    /// What is left to the publishers' side when the creator closes early; nil for nothing.
    package let cancellationFee: CancellationFee?
    /// Rules of the targeting language as the advertiser wrote them.
    package let targetingRules: JSONValue?
    /// The same, to be evaluated; one that is invalid never applies.
    package let rules: TargetingRules

    /// What an event of `type` may cost: its own bounds, else those of an impression, else nothing.
    package func bounds(of type: EventType) -> PricingBounds {
        if let own = pricingBounds.first(where: { $0.type == type }) { return own.bounds }
        switch type {
        case .impression: return PricingBounds(min: minPerImpression, max: maxPerImpression)
        case .click, .close: return PricingBounds(min: .zero, max: .zero)
        }
    }
}
