// This source file is part of the Outpace project. License: see LICENSE.

/// What was counted in a simulated network since its start.
package struct WorldCounters: Hashable, Sendable {
    /// What went over one lane.
    package struct Traffic: Hashable, Sendable {
        /// Messages that were sent.
        package var messages: UInt64 = 0
        /// Their octets.
        package var octets: UInt64 = 0

        /// Nothing yet.
        package init() {}
    }

    /// Inputs that nodes were stepped with.
    package var steps: UInt64 = 0
    /// Batches.
    package var batches: UInt64 = 0
    /// Records that were committed.
    package var records: UInt64 = 0
    /// What was sent on gossip lanes.
    package var gossip = Traffic()
    /// What was sent on direct lanes.
    package var direct = Traffic()
    /// Messages that arrived.
    package var arrivals: UInt64 = 0
    /// Octets that connections carried, at byte depth.
    package var connectionOctets: UInt64 = 0
    /// Messages that a full send queue did not take.
    package var droppedMessages: UInt64 = 0
    /// Messages for a session that was over.
    package var outdatedMessages: UInt64 = 0
    /// Messages that were on their way when their connection was lost.
    package var lostMessages: UInt64 = 0
    /// Gossip of peers that are not listened to.
    package var ignoredMessages: UInt64 = 0
    /// Messages that were none of the protocol.
    package var malformedMessages: UInt64 = 0
    /// Segments that were lost and sent again.
    package var lostSegments: UInt64 = 0
    /// Dials.
    package var dials: UInt64 = 0
    /// Dials without success.
    package var failedDials: UInt64 = 0
    /// Connections that were made.
    package var connections: UInt64 = 0
    /// Statements whose signatures were checked.
    package var signatureChecks: UInt64 = 0
    /// Statements whose signatures were known already.
    package var rememberedChecks: UInt64 = 0

    /// Nothing yet.
    package init() {}
}
