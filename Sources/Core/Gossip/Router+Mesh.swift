// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

extension Router {
    /// Whether everybody in the topic fits one mesh, ourselves counted.
    func isSmall(_ topic: String) -> Bool {
        (subscribers[topic]?.count ?? 0) + 1 <= parameters.degreeHigh
    }

    /// D of a topic: in a small one no more than its members.
    func degree(_ topic: String) -> Int {
        let members = (subscribers[topic]?.count ?? 0) + 1
        return isSmall(topic) ? min(parameters.degree, members) : parameters.degree
    }

    /// Dlo of a topic.
    func degreeLow(_ topic: String) -> Int { min(parameters.degreeLow, degree(topic)) }

    /// Whether we may ask the peer into our mesh: it is in the topic, and no backoff is running.
    ///
    /// Our own grafts wait one heartbeat longer than the backoff, since clocks and queues differ.
    func mayGraft(_ peer: PeerID, _ topic: String, at now: Instant) -> Bool {
        guard let state = peers[peer], state.topics.contains(topic) else { return false }
        guard let backoff = state.backoffs[topic] else { return true }
        return now >= backoff.advanced(by: parameters.heartbeatInterval)
    }

    /// Takes a peer into the mesh and tells it.
    mutating func graft(_ peer: PeerID, _ topic: String) {
        guard meshes[topic]?.insert(peer) == true else { return }
        counters.grafts += 1
        outbox.say(to: peer) { $0.control.graft.append(topic) }
    }

    /// Tells a peer that it is not in the mesh, and starts the backoff.
    mutating func prune(_ peer: PeerID, _ topic: String, seconds: UInt64, at now: Instant) {
        if meshes[topic]?.remove(peer) == true { counters.prunes += 1 }
        startBackoff(peer, topic, seconds: seconds, at: now)
        outbox.say(to: peer) {
            $0.control.prune.append(Control.Prune(topic: topic, backoffSeconds: seconds))
        }
    }

    /// Starts or lengthens a backoff.
    mutating func startBackoff(
        _ peer: PeerID, _ topic: String, seconds: UInt64, at now: Instant
    ) {
        let seconds = min(seconds, Control.Prune.backoffSecondsLimit)
        peers[peer]?.extendBackoff(topic, until: now.advanced(by: .seconds(Int64(seconds))))
    }

    /// Grafts random peers up to D.
    mutating func fillMesh(_ topic: String, at now: Instant) {
        guard let mesh = meshes[topic], mesh.count < degree(topic) else { return }
        let candidates = topicPeers(topic).filter {
            !mesh.contains($0) && mayGraft($0, topic, at: now)
        }
        for peer in candidates.drawn(degree(topic) - mesh.count, using: &generator) {
            graft(peer, topic)
        }
    }

    /// Brings one mesh back to its size.
    mutating func maintainMesh(_ topic: String, at now: Instant) {
        let mesh = meshPeers(topic)
        if mesh.count < degreeLow(topic) {
            fillMesh(topic, at: now)
        } else if mesh.count >= parameters.degreeHigh {
            cutMesh(topic, mesh, at: now)
        }
        keepOutbound(topic, at: now)
    }

    /// Prunes random peers down to D, keeping enough that we dialled.
    private mutating func cutMesh(_ topic: String, _ mesh: [PeerID], at now: Instant) {
        let shuffled = mesh.shuffled(using: &generator)
        let dialled = shuffled.filter { peers[$0]?.isOutbound == true }
        var kept = PeerList()
        for peer in dialled.prefix(parameters.degreeOutbound) { kept.insert(peer) }
        for peer in shuffled where kept.count < parameters.degree { kept.insert(peer) }
        for peer in mesh where !kept.contains(peer) {
            prune(peer, topic, seconds: parameters.pruneBackoffSeconds, at: now)
        }
    }

    /// Grafts peers that we dialled when the mesh has too few of them.
    private mutating func keepOutbound(_ topic: String, at now: Instant) {
        guard let mesh = meshes[topic], mesh.count >= degreeLow(topic) else { return }
        let dialled = mesh.peers.filter { peers[$0]?.isOutbound == true }
        guard dialled.count < parameters.degreeOutbound else { return }
        let candidates = topicPeers(topic).filter {
            peers[$0]?.isOutbound == true && !mesh.contains($0) && mayGraft($0, topic, at: now)
        }
        let missing = parameters.degreeOutbound - dialled.count
        for peer in candidates.drawn(missing, using: &generator) { graft(peer, topic) }
    }
}
