// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// What a validator saw with its own eyes, by id, and what it misses in the leader's states.
///
/// - Source: `docs/PROTOCOL.md`, section 5.
public struct ReportObservedEvents: Hashable, Sendable {
    /// The channel the events belong to.
    public let channel: ChannelID
    /// Events that the sender's own sentry accepted.
    public let observed: [EventID]
    /// Events that the leader must include.
    public let missing: [EventID]
    /// Whether the sender holds the campaign to be unhealthy.
    public let isCampaignUnhealthy: Bool
    /// Whether the sender will not sign until the missing events are included.
    public let needMissedEvents: Bool

    /// Puts a report together.
    public init(
        channel: ChannelID, observed: [EventID], missing: [EventID], isCampaignUnhealthy: Bool,
        needMissedEvents: Bool
    ) {
        self.channel = channel
        self.observed = observed
        self.missing = missing
        self.isCampaignUnhealthy = isCampaignUnhealthy
        self.needMissedEvents = needMissedEvents
    }
}
