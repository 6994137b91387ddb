// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Primitives

/// What a node knows of a peer it is connected to.
struct PeerState: Sendable {
    /// The peer as a validator; nil when its key is not secp256k1.
    let address: Address?
    let isOutbound: Bool
    /// The direct lane; nil until it is open.
    var lane: Lane?
    /// When the lane reconciles next without being asked.
    var reconcileAt: Instant?
    /// When each channel was last asked about.
    var helloAt: [ChannelID: Instant] = [:]
    /// Channels whose statements were handed over since the lane opened.
    var handedOver: Set<ChannelID> = []
    /// Channels whose summaries differ, and since when.
    var differsSince: [ChannelID: Instant] = [:]
}
