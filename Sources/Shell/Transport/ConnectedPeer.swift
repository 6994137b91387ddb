// This source file is part of the Outpace project. License: see LICENSE.

package import Primitives

/// A peer whose session is open.
package struct ConnectedPeer: Hashable, Sendable {
    /// The proven identity of the peer.
    package let id: PeerID
    /// Whether this node dialled.
    package let isOutbound: Bool
    /// The network address of its end of the connection, without a port, as text.
    package let address: String
    /// The round trip that was measured last, or nil before the first.
    package let roundTrip: Duration?
    /// What the peer calls its software; not proven, at most 512 octets, empty before it says so.
    package let agent: String
}
