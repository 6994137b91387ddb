// This source file is part of the Outpace project. License: see LICENSE.

public import JSON
public import Primitives
public import Targeting

/// Below which health a follower complains, and below which it does not sign; promille.
public struct HealthThresholds: Hashable, Sendable {
    /// What a channel has whose spec says nothing.
    public static let standard = HealthThresholds(threshold: 970, unsignable: 770)

    /// A state at or above this is healthy.
    public let threshold: UInt64
    /// A state below this is rejected.
    public let unsignable: UInt64

    /// Makes thresholds, each 0...1000.
    public init(threshold: UInt64, unsignable: UInt64) {
        self.threshold = threshold
        self.unsignable = unsignable
    }
}

/// When waiting events become a batch.
public struct Batching: Hashable, Sendable {
    /// What a channel has whose spec says nothing.
    public static let standard = Batching(maxEvents: 500, maxTimeMillis: 1000)

    /// This many events, 1...10 000,
    public let maxEvents: Int
    /// or this long since the first of them, in milliseconds.
    public let maxTimeMillis: UInt64

    /// Makes a rule of both bounds.
    public init(maxEvents: Int, maxTimeMillis: UInt64) {
        self.maxEvents = maxEvents
        self.maxTimeMillis = maxTimeMillis
    }
}

/// What one event may cost, both ends included.
public struct PricingBounds: Hashable, Sendable {
    /// What the lowest price is, in the token's smallest unit.
    public let min: Amount
    /// What the highest price is, in the token's smallest unit.
    public let max: Amount

    /// Makes bounds; `min` may not pass `max`.
    public init(min: Amount, max: Amount) {
        precondition(min <= max, "bounds \(min) to \(max)")
        self.min = min
        self.max = max
    }

    /// The price within the bounds that is nearest to `price`.
    public func clamp(_ price: Amount) -> Amount {
        Swift.min(Swift.max(price, min), max)
    }
}

/// What an advertiser and the validators agreed on when the channel was opened.
///
/// - Source: AdEx campaignSpec 1.0.0; the last four settings are Outpace's own.
public struct ChannelSpec: Hashable, Sendable {
    /// Bounds of the price of one type of event.
    public struct EventBounds: Hashable, Sendable {
        /// Which events.
        public let type: EventType
        /// What they may cost.
        public let bounds: PricingBounds
    }

    /// The signers, the leader first.
    public let validators: [ValidatorSpec]
    /// After this the publishers withdraw, and no event is accepted.
    public let withdrawPeriodStart: Timestamp
    /// The least an impression costs.
    public let minPerImpression: Amount
    /// The most an impression costs.
    public let maxPerImpression: Amount
    /// Bounds by type, which win over those of the impression; each type at most once.
    public let pricingBounds: [EventBounds]
    /// So many missed events keep a follower from signing.
    public let missedEventsThreshold: UInt64
    /// When a state is unhealthy or unsignable.
    public let health: HealthThresholds
    /// When waiting events become a batch.
    public let batching: Batching
    /// How long events settle before they are proposed, in milliseconds.
    public let settleDelayMillis: UInt64
    /// What the advertiser calls it.
    public let title: String?
    /// Makes the id unique.
    public let nonce: String?
    /// When the spec was made.
    public let created: Timestamp?
    /// When the campaign begins.
    public let activeFrom: Timestamp?
    /// The ads, as the advertiser described them.
    public let adUnits: [JSONValue]
    /// The weights of audience tags, `{tag, score}`.
    public let targeting: [JSONValue]
    /// Below this score the ad is not shown; nil when there is no such bound.
    public let minTargetingScore: UInt64?
    /// Who may submit events and how often; nil when the nodes decide.
    public let eventSubmission: EventSubmission?
    /// What is left to the publishers' side when the creator closes early; nil for nothing.
    public let cancellationFee: CancellationFee?
    /// Rules of the targeting language as the advertiser wrote them.
    public let targetingRules: JSONValue?
    /// The same, to be evaluated; one that is invalid never applies.
    public let rules: TargetingRules

    /// What an event of `type` may cost: its own bounds, else those of an impression, else nothing.
    public func bounds(of type: EventType) -> PricingBounds {
        if let own = pricingBounds.first(where: { $0.type == type }) { return own.bounds }
        switch type {
        case .impression: return PricingBounds(min: minPerImpression, max: maxPerImpression)
        case .click, .close: return PricingBounds(min: .zero, max: .zero)
        }
    }
}
