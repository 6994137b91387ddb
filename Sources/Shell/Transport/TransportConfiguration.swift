// This source file is part of the Outpace project. License: see LICENSE.

package import Identity
package import Peering
import Primitives

/// Where a node listens, whom it dials, and how much it lets in.
package struct TransportConfiguration: Sendable {
    /// Addresses to listen on; port 0 lets the system choose.
    package var listen: [Multiaddr]
    /// The peer list: each is dialled again for ever.
    package var peers: [Multiaddr]
    /// Sessions with peers that dialled us and that are neither in the peer list nor learnt.
    package var connectionsLimit = 256
    /// The same, from one network address.
    package var connectionsPerAddressLimit = 64
    /// Connections others opened that have not finished their handshake; a newcomer displaces one.
    package var handshakesLimit = 128
    /// Peers learnt from heartbeats that are dialled besides the peer list.
    package var learntPeersLimit = 256
    /// The pause after the first failed dial; it doubles up to `lastPause`, jitter is taken off.
    package var firstPause = Duration.seconds(1)
    /// The longest pause between two dials of a peer.
    package var lastPause = Duration.seconds(30)
    /// How long a session has to last for the pauses to begin again with the first.
    package var stableDuration = Duration.seconds(10)
    /// How long a TCP connection may take to open.
    package var connectTimeout = Duration.seconds(10)
    /// Octets of one peer that wait for the node before its socket is not read any more.
    package var inboundByteLimit = 512 * 1024
    /// Octets to one peer that wait for the event loop before messages are dropped.
    package var outboundByteLimit = 8 * 1024 * 1024
    /// What we call ourselves in identify.
    package var agent = "outpace"
    /// Bounds of every session.
    package var session = SessionLimits()

    /// Listens on `listen` and dials `peers`.
    package init(listen: [Multiaddr], peers: [Multiaddr]) {
        self.listen = listen
        self.peers = peers
    }
}
