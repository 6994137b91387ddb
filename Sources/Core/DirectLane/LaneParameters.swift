// This source file is part of the Outpace project. License: see LICENSE.

/// The bounds of the direct lane.
package struct LaneParameters: Hashable, Sendable {
    /// Octets sent and not acknowledged; a peer that reads slower than this holds its lane back.
    package var windowBytes = 2 << 20
    /// Octets queued in each class but bulk; past it the peer is marked for reconciliation.
    package var queueBytesLimit = 8 << 20
    /// Octets queued in the bulk class: the ids of a full pool of a million events fit.
    package var bulkQueueBytesLimit = 64 << 20
    /// Octets of records or statements put into one frame.
    package var frameBytesTarget = 48 << 10
    /// The largest frame that is read; a step of 10 000 events with its ids, payouts and lists fits.
    package var frameBytesLimit = 2 << 20
    /// Ids in one inventory, request or reply: what 320 kB hold.
    package var idsPerFrameLimit = 10_240
    /// Channels in one hello.
    package var channelsPerHelloLimit = 4_096
    /// Records or statements in one frame.
    package var itemsPerFrameLimit = 8_192
    /// Octets received and not acknowledged before an acknowledgement goes out by itself.
    package var acknowledgeAfterBytes = 256 << 10
    /// How long an acknowledgement may wait for a frame to ride on.
    package var acknowledgeDelay = Duration.milliseconds(50)

    /// The defaults.
    package init() {}
}
