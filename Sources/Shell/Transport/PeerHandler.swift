// This source file is part of the Outpace project. License: see LICENSE.

package import Peering
package import Primitives

/// What the transport tells its owner about peers.
///
/// Calls about one peer come one after the other: `opened` first, `closed` last. A call that waits
/// holds back the peer's socket, and nobody else's. The transport stops by cancelling the tasks
/// that make these calls, so a call must not wait for ever then; `closed` is said all the same.
package protocol PeerHandler: Sendable {
    /// A session with a peer is established.
    ///
    /// - Parameters:
    ///   - address: the 4 or 16 octets of the peer's network address, without a port; an IPv4
    ///     address that came in the form of IPv6 has 4. Nil when the socket has none.
    ///   - handshakeHash: 32 octets that both ends share and that no other session has; it names
    ///     the session in `TransportService.send`.
    func opened(
        _ peer: PeerID, isOutbound: Bool, address: Bytes?, handshakeHash: Bytes) async
    /// The session is gone.
    func closed(_ peer: PeerID) async
    /// Messages can be sent on a lane; both ends agreed on the protocol of that name.
    func ready(_ lane: SessionLane, protocolName: String, with peer: PeerID) async
    /// Messages cannot be sent on a lane any more.
    func unready(_ lane: SessionLane, with peer: PeerID) async
    /// A message came.
    ///
    /// - Returns: false to end the session with this peer.
    func heard(_ message: Bytes, on lane: SessionLane, from peer: PeerID) async -> Bool
}
