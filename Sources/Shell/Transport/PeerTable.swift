// This source file is part of the Outpace project. License: see LICENSE.

import Peering
import Primitives
import Synchronization

/// Which connection stands for which peer: one per peer id.
///
/// When two connections to one peer meet, both sides keep the one that the smaller peer id dialled,
/// so they agree without a word. Of two that the same side dialled the newer is kept: the older is
/// then a remnant that its other end has already given up.
final class PeerTable: Sendable {
    /// What to do with a connection whose handshake has succeeded.
    enum Decision: Sendable {
        case keep(replacing: SessionLink?)
        case refuse
    }

    private struct Entry {
        let link: SessionLink
        /// The hash of its handshake, which names the session.
        let session: Bytes
        /// Whether the owner was told of the session.
        var isOpen = false
        var roundTrip: Duration?
        /// What the peer calls its software.
        var agent = ""
    }

    private let own: PeerID
    private let entries = Mutex<[PeerID: Entry]>([:])

    init(own: PeerID) { self.own = own }

    /// Decides whether a connection stands for its peer from now on.
    func register(_ link: SessionLink, for peer: PeerID, session: Bytes) -> Decision {
        entries.withLock { entries in
            if let held = entries[peer]?.link, held.isOutbound != link.isOutbound,
                held.isOutbound == (own < peer), held.isLive
            {
                return .refuse
            }
            let entry = Entry(link: link, session: session)
            return .keep(replacing: entries.updateValue(entry, forKey: peer)?.link)
        }
    }

    /// Messages to the peer go on this connection from now on, unless another one stands for it.
    func open(_ link: SessionLink, for peer: PeerID) {
        entries.withLock { entries in
            if entries[peer]?.link === link { entries[peer]?.isOpen = true }
        }
    }

    /// Forgets a connection, unless another one stands for the peer already.
    func remove(_ link: SessionLink, of peer: PeerID) {
        entries.withLock { entries in
            if entries[peer]?.link === link { entries[peer] = nil }
        }
    }

    /// The connection that stands for a peer.
    func link(of peer: PeerID) -> SessionLink? { entries.withLock { $0[peer]?.link } }

    /// The connection that stands for a peer, once the owner was told of it.
    ///
    /// - Parameter session: the only session that will do; nil takes any.
    func openLink(of peer: PeerID, session: Bytes? = nil) -> SessionLink? {
        entries.withLock { entries in
            guard let entry = entries[peer], entry.isOpen,
                session == nil || session == entry.session
            else { return nil }
            return entry.link
        }
    }

    func note(roundTrip: Duration, of peer: PeerID, on link: SessionLink) {
        entries.withLock { entries in
            if entries[peer]?.link === link { entries[peer]?.roundTrip = roundTrip }
        }
    }

    func note(_ info: IdentifyInfo, of peer: PeerID, on link: SessionLink) {
        guard !info.agentVersion.isEmpty else { return }
        entries.withLock { entries in
            if entries[peer]?.link === link { entries[peer]?.agent = info.agentVersion }
        }
    }

    /// The peers with an open session, ascending.
    var peers: [ConnectedPeer] {
        entries.withLock { entries in
            entries.filter(\.value.isOpen).map { peer, entry in
                ConnectedPeer(
                    id: peer, isOutbound: entry.link.isOutbound,
                    address: entry.link.remoteAddress.description,
                    roundTrip: entry.roundTrip, agent: entry.agent)
            }
        }.sorted { left, right in left.id < right.id }
    }
}
