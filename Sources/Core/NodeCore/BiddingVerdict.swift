// This source file is part of the Outpace project. License: see LICENSE.

/// Why a node does not bid for a channel.
///
/// - Source: `docs/PROTOCOL.md`, section 9.
public enum BiddingReason: String, CaseIterable, Hashable, Sendable {
    /// The channel is not LIVE.
    case notLive = "NotLive"
    /// A third of the validators or more are offline.
    case tooManyOffline = "TooManyOffline"
    /// We, or the latest report of a validator, call the campaign unhealthy.
    case campaignUnhealthy = "CampaignUnhealthy"
    /// The leader leaves out events that it must include.
    case missedEvents = "MissedEvents"
    /// Events wait, and no state was approved for long.
    case staleState = "StaleState"
    /// The creator has ended the campaign.
    case closing = "Closing"
    /// Everything that was deposited is distributed.
    case exhausted = "Exhausted"
    /// The channel's end has come.
    case expired = "Expired"
    /// Only closing the channel is allowed any more.
    case withdrawPeriod = "WithdrawPeriod"
    /// A validator provably broke a rule.
    case violated = "Violated"
    /// The price is 0.
    case paused = "Paused"
}

/// Whether a node bids for a channel, and if not, every reason why.
public struct BiddingVerdict: Hashable, Sendable {
    /// The reasons against bidding, in the order of the protocol; empty means bidding.
    public let reasons: [BiddingReason]

    /// Whether the node bids.
    public var isActive: Bool { reasons.isEmpty }

    /// Bids unless a reason stands against it.
    public init(reasons: [BiddingReason]) { self.reasons = reasons }
}
