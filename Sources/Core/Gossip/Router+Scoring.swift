// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

extension Router {
    /// Whether nothing that the peer says is listened to: then its signatures need no check either.
    public func isGraylisted(_ peer: PeerID) -> Bool {
        isBelow(parameters.score.graylistThreshold, peer)
    }

    /// The score of a peer that is connected or was lately; nil for another.
    public func score(of peer: PeerID) -> ScoreBreakdown? { scores.breakdown(of: peer, at: now) }

    /// The connected peers with their scores, by ascending id.
    public var peerReports: [PeerReport] {
        connected.peers.compactMap { peer in
            guard let state = peers[peer] else { return nil }
            return PeerReport(
                peer: peer, version: state.version, isOutbound: state.isOutbound,
                isExplicit: explicitPeers.contains(peer), topicCount: state.topics.count,
                meshCount: topics.count { meshes[$0]?.contains(peer) == true },
                score: score(of: peer) ?? ScoreBreakdown(), violations: state.violations,
                isGraylisted: isGraylisted(peer))
        }
    }

    /// Entries in all maps and lists about peers, but our own topics and explicit peers; 0 when all
    /// peers are gone and the last of them is forgotten.
    public var entryCount: Int {
        let ofPeers =
            peers.values.reduce(connected.count) { $0 + 1 + $1.entryCount }
            + earlySubscriptions.values.reduce(0) { $0 + $1.count }
        let ofTopics =
            subscribers.values.reduce(0) { $0 + 1 + $1.count }
            + meshes.values.reduce(0) { $0 + $1.count }
            + fanout.values.reduce(0) { $0 + 1 + $1.peers.count }
        return ofPeers + ofTopics + requests.count + promises.count + scores.entryCount
            + pastBackoffs.entryCount
    }

    /// Messages that are cached or whose names are remembered, and who asked for them; 0 when none
    /// came for `seenLifetime`.
    public var messageEntryCount: Int { seen.count + cache.entryCount }

    /// Whether the score of a peer is below a threshold; explicit peers are not scored.
    func isBelow(_ threshold: Score, _ peer: PeerID) -> Bool {
        !explicitPeers.contains(peer) && scores.total(of: peer, at: now) < threshold
    }

    /// Takes a message whose signature is not good; its name says nothing about any message.
    ///
    /// Topics that we are not in have no counters of their own, or a peer could make up any number
    /// of them; there it breaks a rule.
    mutating func refuse(_ message: Message, from peer: PeerID) {
        blame(peer, .badSignature)
        guard meshes[message.topic] != nil else {
            scores.penalize(peer)
            return
        }
        scores.reject(peer, message.topic)
    }

    /// Takes the verdict that a delivered message is invalid.
    mutating func reject(_ message: Message, blaming culprits: [PeerID]) {
        if let id = message.id { promises.keep(id) }
        for peer in culprits where scores.isConnected(peer) {
            blame(peer, .rejectedMessage)
            scores.reject(peer, message.topic)
        }
    }

    mutating func setExplicitPeers(_ wanted: [PeerID]) {
        explicitPeers = PeerList()
        for peer in wanted { explicitPeers.insert(peer) }
        for topic in topics {
            for peer in meshPeers(topic) where explicitPeers.contains(peer) {
                prune(peer, topic, seconds: parameters.pruneBackoffSeconds)
            }
        }
    }

    /// Takes from the peers what they promised and did not send.
    mutating func judgePromises() {
        let broken = promises.takeBroken(at: now)
        for peer in broken.keys.sorted() where peers.contains(peer) {
            let count = min(broken[peer] ?? 1, parameters.brokenPromisesPerHeartbeatLimit)
            blame(peer, .brokenPromise, times: count)
        }
    }

    /// Grafts better peers when the mesh has become a poor one.
    mutating func graftOpportunistically(_ topic: String) {
        guard heartbeatCount.isMultiple(of: parameters.opportunisticHeartbeatCount) else { return }
        let mesh = meshPeers(topic)
        guard mesh.count > 1 else { return }
        let ranked = mesh.map { scores.total(of: $0, at: now) }.sorted()
        let median = ranked[ranked.count / 2]
        guard median < parameters.score.opportunisticThreshold else { return }
        let candidates = graftCandidates(topic).filter { scores.total(of: $0, at: now) > median }
        for peer in candidates.drawn(parameters.opportunisticPeerCount, using: &generator) {
            counters.opportunisticGrafts += 1
            graft(peer, topic)
        }
    }
}
