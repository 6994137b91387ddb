// This source file is part of the Outpace project. License: see LICENSE.

package import Primitives

/// What a validator saw with its own eyes, by id, and what it misses in the leader's states.
///
/// - Source: `docs/PROTOCOL.md`, section 5.
package struct ReportObservedEvents: Hashable, Sendable {
    /// The channel the events belong to.
    package let channel: ChannelID
    /// Events that the sender's own sentry accepted.
    package let observed: [EventID]
    /// Events that the leader must include.
    package let missing: [EventID]
    /// Whether the sender holds the campaign to be unhealthy.
    package let isCampaignUnhealthy: Bool
    /// Whether the sender will not sign until the missing events are included.
    package let needMissedEvents: Bool

    /// Puts a report together.
    package init(
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
