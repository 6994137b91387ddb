// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

extension Router {
    /// Whether everybody in the topic fits one mesh, ourselves counted.
    func isSmall(_ topic: String) -> Bool {
        parameters.caresForSmallTopics
            && (subscribers[topic]?.count ?? 0) + 1 <= parameters.degreeHigh
    }

    /// D of a topic: in a small one no more than its members.
    func degree(_ topic: String) -> Int {
        let members = (subscribers[topic]?.count ?? 0) + 1
        return isSmall(topic) ? min(parameters.degree, members) : parameters.degree
    }

    /// Dlo of a topic.
    func degreeLow(_ topic: String) -> Int { min(parameters.degreeLow, degree(topic)) }

    /// Whether we may ask the peer into our mesh: it is in the topic, no backoff is running, it is
    /// not explicit, and its score is not negative.
    ///
    /// Our own grafts wait one heartbeat longer than the backoff, since clocks and queues differ.
    func mayGraft(_ peer: PeerID, _ topic: String) -> Bool {
        peers[peer]?.isFree(for: topic, slack: parameters.heartbeatInterval, at: now) == true
            && !explicitPeers.contains(peer) && !isBelow(0, peer)
    }

    /// The peers that we may ask into the mesh of a topic, by ascending id.
    func graftCandidates(_ topic: String) -> [PeerID] {
        let mesh = meshes[topic] ?? PeerList()
        return topicPeers(topic).filter { !mesh.contains($0) && mayGraft($0, topic) }
    }

    mutating func addToMesh(_ peer: PeerID, _ topic: String) {
        guard meshes[topic]?.insert(peer) == true else { return }
        counters.grafts += 1
        scores.graft(peer, topic, at: now)
    }

    mutating func removeFromMesh(_ peer: PeerID, _ topic: String) {
        guard meshes[topic]?.remove(peer) == true else { return }
        counters.prunes += 1
        scores.prune(peer, topic, at: now)
    }

    /// Takes a peer into the mesh and tells it.
    mutating func graft(_ peer: PeerID, _ topic: String) {
        guard meshes[topic]?.contains(peer) == false else { return }
        addToMesh(peer, topic)
        // A peer that leaves and joins in one breath is answered once.
        outbox.say(to: peer) {
            if !$0.control.graft.contains(topic) { $0.control.graft.append(topic) }
        }
    }

    /// Tells a peer that it is not in the mesh, and starts the backoff.
    mutating func prune(
        _ peer: PeerID, _ topic: String, seconds: UInt64, offering offered: [PeerID] = []
    ) {
        removeFromMesh(peer, topic)
        startBackoff(peer, topic, seconds: seconds)
        let version = peers[peer]?.version ?? .v11
        outbox.say(to: peer) {
            $0.control.prune.append(
                version == .v10
                    ? Control.Prune(topic: topic, backoffSeconds: nil)
                    : Control.Prune(topic: topic, backoffSeconds: seconds, offered: offered))
        }
    }

    /// Starts or lengthens a backoff.
    mutating func startBackoff(_ peer: PeerID, _ topic: String, seconds: UInt64) {
        let seconds = min(seconds, Control.Prune.backoffSecondsLimit)
        peers[peer]?.extendBackoff(topic, until: now.advanced(by: .seconds(Int64(seconds))))
    }

    /// Grafts random peers up to D.
    mutating func fillMesh(_ topic: String) {
        guard let mesh = meshes[topic], mesh.count < degree(topic) else { return }
        let missing = degree(topic) - mesh.count
        for peer in graftCandidates(topic).drawn(missing, using: &generator) { graft(peer, topic) }
    }

    /// Brings one mesh back to its size, without peers of a negative score.
    mutating func maintainMesh(_ topic: String) {
        for peer in meshPeers(topic) where isBelow(0, peer) {
            prune(peer, topic, seconds: parameters.pruneBackoffSeconds)
        }
        let mesh = meshPeers(topic)
        if mesh.count < degreeLow(topic) {
            fillMesh(topic)
        } else if mesh.count >= parameters.degreeHigh {
            cutMesh(topic, mesh)
        }
        keepOutbound(topic)
        graftOpportunistically(topic)
    }

    /// Prunes down to D: those of the best score stay, enough that we dialled stay, the rest is
    /// drawn.
    private mutating func cutMesh(_ topic: String, _ mesh: [PeerID]) {
        let shuffled = mesh.shuffled(using: &generator)
        let scored = shuffled.map { (peer: $0, score: scores.total(of: $0, at: now)) }
        // A stable order: equal scores stay shuffled.
        let ranked = scored.enumerated().sorted {
            ($1.element.score, $0.offset) < ($0.element.score, $1.offset)
        }
        var kept = PeerList()
        for entry in ranked.prefix(min(parameters.degreeScore, parameters.degree)) {
            kept.insert(entry.element.peer)
        }
        let dialled = shuffled.filter { peers[$0]?.isOutbound == true && !kept.contains($0) }
        let outboundCount = kept.peers.count { peers[$0]?.isOutbound == true }
        let missing = max(0, parameters.degreeOutbound - outboundCount)
        for peer in dialled.prefix(max(0, min(missing, parameters.degree - kept.count))) {
            kept.insert(peer)
        }
        for peer in shuffled where kept.count < parameters.degree { kept.insert(peer) }
        let offered = parameters.offersPeers ? offer(of: topic) : []
        for peer in mesh where !kept.contains(peer) {
            prune(
                peer, topic, seconds: parameters.pruneBackoffSeconds,
                offering: offered.filter { $0 != peer })
        }
    }

    /// Some peers of a topic that another one may dial instead of us.
    private mutating func offer(of topic: String) -> [PeerID] {
        topicPeers(topic).filter { !isBelow(0, $0) }
            .drawn(parameters.offeredPeerLimit, using: &generator)
    }

    /// Grafts peers that we dialled when the mesh has too few of them.
    private mutating func keepOutbound(_ topic: String) {
        guard let mesh = meshes[topic], mesh.count >= degreeLow(topic) else { return }
        let dialled = mesh.peers.filter { peers[$0]?.isOutbound == true }
        guard dialled.count < parameters.degreeOutbound else { return }
        let candidates = graftCandidates(topic).filter { peers[$0]?.isOutbound == true }
        let missing = parameters.degreeOutbound - dialled.count
        for peer in candidates.drawn(missing, using: &generator) { graft(peer, topic) }
    }
}
