// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import Primitives
import Synchronization

/// Whom to dial besides the peer list: validators whose heartbeats told their addresses.
///
/// Each peer is dialled by one task; newer addresses replace older ones.
final class LearntPeers: Sendable {
    /// How many addresses of one peer are tried.
    private static let addressLimit = 8

    private let limit: Int
    private let addressesByPeer = Mutex<[PeerID: [Multiaddr]]>([:])
    private let continuation: AsyncStream<PeerID>.Continuation
    /// Peers to start dialling; each comes once.
    let arrivals: AsyncStream<PeerID>

    init(limit: Int) {
        self.limit = limit
        (arrivals, continuation) = AsyncStream.makeStream(
            of: PeerID.self, bufferingPolicy: .bufferingOldest(limit))
    }

    /// Takes note of a peer's addresses; a peer that is new is dialled, as long as there is room.
    func learn(_ addresses: [Multiaddr], of peer: PeerID) {
        let isNew = addressesByPeer.withLock { known in
            let isNew = known[peer] == nil
            guard !isNew || known.count < limit else { return false }
            known[peer] = Array(addresses.prefix(Self.addressLimit))
            return isNew
        }
        if isNew { continuation.yield(peer) }
    }

    /// The newest addresses of a peer.
    func addresses(of peer: PeerID) -> [Multiaddr] {
        addressesByPeer.withLock { $0[peer] ?? [] }
    }

    /// Whether the peer was learnt.
    func contains(_ peer: PeerID) -> Bool { addressesByPeer.withLock { $0[peer] != nil } }
}
