// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// Messages that peers advertised and we asked for: a peer that does not send them in time wastes
/// our requests.
///
/// One id of each request is watched, drawn at random, so that a peer cannot know which.
struct Promises: Sendable {
    private var expiries: [MessageID: [PeerID: Instant]] = [:]
    private(set) var count = 0

    /// A peer promised a message, until `expires` at the latest.
    mutating func add(_ id: MessageID, by peer: PeerID, until expires: Instant) {
        guard expiries[id]?[peer] == nil else { return }
        expiries[id, default: [:]][peer] = expires
        count += 1
    }

    /// The message came, whoever sent it: all promises of it are kept.
    mutating func keep(_ id: MessageID) {
        if let kept = expiries.removeValue(forKey: id) { count -= kept.count }
    }

    /// Forgets a peer that is gone.
    mutating func forget(_ peer: PeerID) {
        for id in expiries.keys { remove(peer, of: id) }
    }

    /// How often each peer broke a promise since the last call.
    mutating func takeBroken(at now: Instant) -> [PeerID: Int] {
        var broken: [PeerID: Int] = [:]
        for (id, peers) in expiries {
            for (peer, expires) in peers where expires <= now {
                broken[peer, default: 0] += 1
                remove(peer, of: id)
            }
        }
        return broken
    }

    private mutating func remove(_ peer: PeerID, of id: MessageID) {
        guard expiries[id]?.removeValue(forKey: peer) != nil else { return }
        count -= 1
        if expiries[id]?.isEmpty == true { expiries[id] = nil }
    }
}
