// This source file is part of the Outpace project. License: see LICENSE.

/// What was counted in a simulated network since its start.
public struct WorldCounters: Hashable, Sendable {
    /// What went over one lane.
    public struct Traffic: Hashable, Sendable {
        /// Messages that were sent.
        public var messages: UInt64 = 0
        /// Their octets.
        public var octets: UInt64 = 0

        /// Nothing yet.
        public init() {}
    }

    /// Inputs that nodes were stepped with.
    public var steps: UInt64 = 0
    /// Batches.
    public var batches: UInt64 = 0
    /// Records that were committed.
    public var records: UInt64 = 0
    /// What was sent on gossip lanes.
    public var gossip = Traffic()
    /// What was sent on direct lanes.
    public var direct = Traffic()
    /// Messages that arrived.
    public var arrivals: UInt64 = 0
    /// Octets that connections carried, at byte depth.
    public var connectionOctets: UInt64 = 0
    /// Messages that a full send queue did not take.
    public var droppedMessages: UInt64 = 0
    /// Messages for a session that was over.
    public var outdatedMessages: UInt64 = 0
    /// Messages that were on their way when their connection was lost.
    public var lostMessages: UInt64 = 0
    /// Gossip of peers that are not listened to.
    public var ignoredMessages: UInt64 = 0
    /// Messages that were none of the protocol.
    public var malformedMessages: UInt64 = 0
    /// Segments that were lost and sent again.
    public var lostSegments: UInt64 = 0
    /// Dials.
    public var dials: UInt64 = 0
    /// Dials without success.
    public var failedDials: UInt64 = 0
    /// Connections that were made.
    public var connections: UInt64 = 0
    /// Statements whose signatures were checked.
    public var signatureChecks: UInt64 = 0
    /// Statements whose signatures were known already.
    public var rememberedChecks: UInt64 = 0

    /// Nothing yet.
    public init() {}
}
