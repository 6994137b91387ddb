// This source file is part of the Outpace project. License: see LICENSE.

public import Gossip
import Identity
public import Outpace
public import Primitives
public import ValidatorMessages

/// What a node is told.
public enum NodeInput: Sendable {
    /// A session with a peer is established; there is one per peer.
    case connected(PeerID, PeerSession)
    /// The session is gone.
    case disconnected(PeerID)
    /// Our outbound gossip stream to the peer can be used.
    case gossipReady(PeerID, GossipVersion)
    /// The direct lane with the peer is open, fresh.
    case laneReady(PeerID)
    /// The direct lane with the peer is gone.
    case laneClosed(PeerID)
    /// An RPC came on the gossip lane.
    case gossip(AdmittedGossip, from: PeerID)
    /// A frame came on the direct lane.
    case direct(AdmittedFrame, from: PeerID)
    /// A client submitted events; the answer carries the ticket. Those that targeting rules hide are
    /// refused when that is asked for; else they are counted and pay nothing.
    case submitted([EventRecord], refusingHidden: Bool = false, ticket: UInt64)
    /// The operator added a channel that was accepted.
    indirect case channelAdded(PaymentChannel)
    /// The chain adapter reports a channel.
    case chain(ChannelID, ChainState)
    /// The operator, as the leader, sets a price.
    case priced(ChannelID, price: Amount, perPublisher: [Balances.Entry], ticket: UInt64)
    /// The creator wants other targeting rules, given as JSON text, from now on.
    case retargeted(ChannelID, rules: Bytes, ticket: UInt64)
    /// Storage read what an effect asked for.
    case loaded(StorageAnswer)
    /// The batch of inputs is over: what waits on the lanes may leave.
    case settled
    /// A deadline has passed.
    case woke
}

/// What is known of a session when it begins.
public struct PeerSession: Hashable, Sendable {
    /// Whether we dialled.
    public let isOutbound: Bool
    /// The 4 or 16 octets of the peer's network address; nil when there is none.
    public let address: Bytes?
    /// The hash of the handshake: the same at both ends, another for every session.
    public let salt: Bytes

    /// Describes a session.
    public init(isOutbound: Bool, address: Bytes?, salt: Bytes) {
        self.isOutbound = isOutbound
        self.address = address
        self.salt = salt
    }

    /// What peers are counted by; nil for loopback, where everybody is at home.
    var neighbourhood: Bytes? {
        guard let address else { return nil }
        let isLoopback =
            address.count == 4
            ? address[0] == 127 : address == Bytes(repeating: 0, count: 15) + [1]
        return isLoopback ? nil : address
    }
}

/// What the chain says of a channel.
public enum ChainState: String, Hashable, Sendable {
    /// It was never opened, or is not final yet.
    case unknown
    /// It is open, and that is final.
    case active
    /// Its creator took the rest after its end.
    case expired
}
