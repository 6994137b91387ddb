// This source file is part of the Outpace project. License: see LICENSE.

public import Gossip
public import Primitives

/// A node at a glance.
public struct NodeSummary: Hashable, Sendable {
    /// One peer that a session exists with.
    public struct Peer: Hashable, Sendable {
        /// Who it is.
        public let peerID: PeerID
        /// Its validator address, when its key has one.
        public let address: Address?
        /// Whether we dialled it.
        public let isOutbound: Bool
        /// Whether a direct lane is open.
        public let hasLane: Bool
        /// The last measured round trip; nil before the first.
        public let roundTrip: Duration?
        /// How it stands in gossip; nil while it has no gossip lane.
        public let gossip: PeerReport?

        /// Puts a peer together.
        public init(
            peerID: PeerID, address: Address?, isOutbound: Bool, hasLane: Bool,
            roundTrip: Duration?, gossip: PeerReport?
        ) {
            self.peerID = peerID
            self.address = address
            self.isOutbound = isOutbound
            self.hasLane = hasLane
            self.roundTrip = roundTrip
            self.gossip = gossip
        }
    }

    /// Our validator address.
    public let address: Address
    /// Our name on the network.
    public let peerID: PeerID
    /// Where we listen for peers.
    public let listenAddresses: [String]
    /// Peers in the peer list.
    public let configuredPeerCount: Int
    /// Peers that a session exists with, ascending.
    public let peers: [Peer]
    /// How long the node has run.
    public let uptime: Duration
    /// Why the node is not ready; empty when it is.
    public let notReadyReasons: [String]

    /// Puts a summary together.
    public init(
        address: Address, peerID: PeerID, listenAddresses: [String], configuredPeerCount: Int,
        peers: [Peer], uptime: Duration, notReadyReasons: [String]
    ) {
        self.address = address
        self.peerID = peerID
        self.listenAddresses = listenAddresses
        self.configuredPeerCount = configuredPeerCount
        self.peers = peers
        self.uptime = uptime
        self.notReadyReasons = notReadyReasons
    }
}
