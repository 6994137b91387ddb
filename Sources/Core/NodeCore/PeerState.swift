// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Gossip
import Primitives
import ValidatorMessages

/// What a node knows of a peer it is connected to.
struct PeerState: Sendable, Waiting {
    /// The peer as a validator; nil when its key is not secp256k1.
    let address: Address?
    let session: PeerSession
    /// Whether it validates a channel that we validate. Nobody else has anything to say on the lane.
    var sharesChannel = false
    /// What it may still make us do. Not of the lane: whoever opens another must not begin anew.
    var work = WorkAllowance()
    /// Since when, in this session, it has said that it holds a channel.
    var heldSince: [ChannelID: Instant] = [:]
    /// What the application thinks of it.
    var worth: Score = 0
    /// Whether nothing that it says on the gossip lane is listened to.
    var isGraylisted = false
    /// How many statements about channels that we do not hold it may still have passed on before the
    /// next heartbeat.
    var foreignAllowance: Int
    /// The direct lane; nil until it is open.
    @Boxed var lane: Lane?
    /// Its heartbeats that another peer handed on late by our clock, by the names of their messages: that
    /// clock is nothing to it when it says the same itself.
    var relayedHeartbeats: [MessageID: SignedStatement] = [:]
    /// When the lane reconciles next without being asked.
    var reconcileAt: Instant?
    /// When each channel was last asked about.
    var helloAt: [ChannelID: Instant] = [:]
    /// Channels whose statements were handed over since the lane opened.
    var handedOver: Set<ChannelID> = []
    /// Channels whose summaries differ, and since when.
    var differsSince: [ChannelID: Instant] = [:]
    /// What reconciliation holds, for as long as the lane is open.
    @Boxed var reconciling = PeerReconciliation()

    /// Whether the direct lane is open.
    var hasLane: Bool { lane != nil }

    /// When reconciliation wants to be woken.
    var reconcileDeadline: Instant? {
        Instant.earlier(reconcileAt, reconciling.nextDeadline)
    }

    /// When the lane or reconciliation wants to be woken.
    var nextDeadline: Instant? { Instant.earlier(lane?.nextDeadline, reconcileDeadline) }

    /// Whether the end of a batch changes nothing here: nothing waits for the lane to leave on, and
    /// nothing waits for the lane.
    func isQuiet(at now: Instant) -> Bool {
        guard let isLaneQuiet = lane?.isQuiet else { return true }
        let isLaneDue = lane?.nextDeadline.map { $0 <= now } ?? false
        return isLaneQuiet && !isLaneDue && reconciling.isQuiet
    }

    init(address: Address?, session: PeerSession, foreignAllowance: Int) {
        self.address = address
        self.session = session
        self.foreignAllowance = foreignAllowance
    }
}
