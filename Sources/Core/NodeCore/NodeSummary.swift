// This source file is part of the Outpace project. License: see LICENSE.

package import Gossip
package import Primitives

/// A node at a glance.
package struct NodeSummary: Hashable, Sendable {
    /// One peer that a session exists with.
    package struct Peer: Hashable, Sendable {
        /// Who it is.
        package let peerID: PeerID
        /// Its validator address, when its key has one.
        package let address: Address?
        /// Whether we dialled it.
        package let isOutbound: Bool
        /// Whether a direct lane is open.
        package let hasLane: Bool
        /// The last measured round trip; nil before the first.
        package let roundTrip: Duration?
        /// How it stands in gossip; nil while it has no gossip lane.
        package let gossip: PeerReport?

        /// Puts a peer together.
        package init(
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
    package let address: Address
    /// Our name on the network.
    package let peerID: PeerID
    /// Where we listen for peers.
    package let listenAddresses: [String]
    /// Peers in the peer list.
    package let configuredPeerCount: Int
    /// Peers that a session exists with, ascending.
    package let peers: [Peer]
    /// How long the node has run.
    package let uptime: Duration
    /// Why the node is not ready; empty when it is.
    package let notReadyReasons: [String]

    /// Puts a summary together.
    package init(
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
