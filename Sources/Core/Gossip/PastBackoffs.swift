// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// Backoffs of peers that are gone: whoever was sent away does not come in again by hanging up.
///
/// They are kept no longer than scores, of no more peers; beyond that the first to leave are
/// forgotten, who could as well have come back under another name.
struct PastBackoffs: Sendable {
    private struct Entry: Sendable {
        let peer: PeerID
        let backoffs: [String: Instant]
        let expires: Instant
    }

    private let retention: Duration
    private let peerLimit: Int
    private var entries: [Entry] = []

    init(parameters: ScoreParameters) {
        retention = parameters.retention
        peerLimit = parameters.retainedPeerLimit
    }

    /// Entries in all maps.
    var entryCount: Int { entries.reduce(0) { $0 + $1.backoffs.count } }

    /// Keeps the backoffs of a peer that leaves, as far as they still run or ended a `slack` ago.
    mutating func keep(
        _ backoffs: [String: Instant], of peer: PeerID, slack: Duration, at now: Instant
    ) {
        let running = backoffs.filter { $0.value.advanced(by: slack) > now }
        guard let last = running.values.max() else { return }
        let expires = min(last.advanced(by: slack), now.advanced(by: retention))
        entries.append(Entry(peer: peer, backoffs: running, expires: expires))
        if entries.count > peerLimit { entries.removeFirst() }
    }

    /// Takes out what a peer left behind.
    mutating func take(_ peer: PeerID, at now: Instant) -> [String: Instant] {
        guard let index = entries.firstIndex(where: { $0.peer == peer }) else { return [:] }
        let entry = entries.remove(at: index)
        return entry.expires > now ? entry.backoffs : [:]
    }

    /// Forgets what is over.
    mutating func expire(at now: Instant) { entries.removeAll { $0.expires <= now } }
}
