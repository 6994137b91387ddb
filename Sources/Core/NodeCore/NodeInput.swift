// This source file is part of the Outpace project. License: see LICENSE.

import Identity
package import Outpace
package import Primitives
package import ValidatorMessages

/// What a node is told.
package enum NodeInput: Sendable {
    /// A session with a peer is established; there is one per peer.
    case connected(PeerID, isOutbound: Bool)
    /// The session is gone.
    case disconnected(PeerID)
    /// Our outbound gossip stream to the peer can be used.
    case gossipReady(PeerID)
    /// The direct lane with the peer is open, fresh.
    case laneReady(PeerID)
    /// The direct lane with the peer is gone.
    case laneClosed(PeerID)
    /// An RPC came on the gossip lane.
    case gossip(AdmittedGossip, from: PeerID)
    /// A frame came on the direct lane.
    case direct(AdmittedFrame, from: PeerID)
    /// A client submitted events; the answer carries the ticket.
    case submitted([EventRecord], ticket: UInt64)
    /// The operator added a channel that was accepted.
    case channelAdded(PaymentChannel)
    /// The chain adapter reports a channel.
    case chain(ChannelID, ChainState)
    /// The operator, as the leader, sets a price.
    case priced(ChannelID, price: Amount, perPublisher: [Balances.Entry], ticket: UInt64)
    /// Storage read approved states that a peer lacks.
    case loaded(LoadedStates)
    /// The batch of inputs is over: what waits on the lanes may leave.
    case settled
    /// A deadline has passed.
    case woke
}

/// What the chain says of a channel.
package enum ChainState: String, Hashable, Sendable {
    /// It was never opened, or is not final yet.
    case unknown
    /// It is open, and that is final.
    case active
    /// Its creator took the rest after its end.
    case expired
}

/// Approved states that storage read for a peer, oldest first.
package struct LoadedStates: Hashable, Sendable {
    /// The channel.
    package let channel: ChannelID
    /// Who lacks them.
    package let peer: PeerID
    /// Bundles in their encoded form.
    package let bundles: [Bytes]

    /// Answers a load.
    package init(channel: ChannelID, peer: PeerID, bundles: [Bytes]) {
        self.channel = channel
        self.peer = peer
        self.bundles = bundles
    }
}
