// This source file is part of the Outpace project. License: see LICENSE.

/// The bounds of the direct lane.
public struct LaneParameters: Hashable, Sendable {
    /// Octets sent and not acknowledged; a peer that reads slower than this holds its lane back.
    public var windowBytes = 2 << 20
    /// Octets queued in each class; past it the peer is marked for reconciliation.
    public var queueBytesLimit = 8 << 20
    /// Octets of records or statements put into one frame.
    public var frameBytesTarget = 48 << 10
    /// The largest frame that is read; a step of 10 000 events with its ids, payouts and lists fits.
    public var frameBytesLimit = 2 << 20
    /// Ids in one request or reply: what 320 kB hold.
    public var idsPerFrameLimit = 10_240
    /// Octets of the ranges in one question or answer of reconciliation.
    public var reconcileBytesLimit = 128 << 10
    /// Octets of what stands for the state that sets are compared on.
    public var contextBytesLimit = 32
    /// Channels in one hello.
    public var channelsPerHelloLimit = 4_096
    /// Records or statements in one frame.
    public var itemsPerFrameLimit = 8_192
    /// Octets received and not acknowledged before an acknowledgement goes out by itself.
    public var acknowledgeAfterBytes = 256 << 10
    /// How long an acknowledgement may wait for a frame to ride on.
    public var acknowledgeDelay = Duration.milliseconds(50)

    /// The defaults.
    public init() {}
}
