// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

extension Router {
    /// Takes everything in an RPC but its messages; of a graylisted peer only its topics.
    mutating func hear(_ rpc: RPC, from peer: PeerID) {
        guard peers.contains(peer) else {
            noteEarly(rpc.subscriptions, of: peer)
            return
        }
        // Who is not listened to now may be again: what it is in must be known then. Nobody gets
        // anything for it meanwhile.
        note(rpc.subscriptions, of: peer)
        guard !isGraylisted(peer) else {
            counters.ignored += 1
            return
        }
        for ids in rpc.control.idontwant {
            // No message's name is longer, so nobody can fill our memory with names of nothing.
            for id in ids where id.byteCount <= MessageID.byteLimit {
                peers[peer]?.unwanted.insert(id)
            }
        }
        if !isBelow(parameters.score.gossipThreshold, peer) {
            if !rpc.control.ihave.isEmpty { request(rpc.control.ihave, of: peer) }
            for ids in rpc.control.iwant { answer(ids, to: peer) }
        }
        for topic in rpc.control.graft { takeGraft(of: peer, topic) }
        for pruning in rpc.control.prune { takePrune(pruning, of: peer) }
    }

    /// Asks for advertised messages that we lack, and takes the advertisement as a promise.
    private mutating func request(_ advertisements: [Control.IHave], of peer: PeerID) {
        peers[peer]?.advertisementCount += 1
        let count = peers[peer]?.advertisementCount ?? 0
        guard count <= parameters.advertisementsPerHeartbeatLimit else {
            if count == parameters.advertisementsPerHeartbeatLimit + 1 {
                blame(peer, .tooManyAdvertisements)
            }
            return
        }
        var wanted: [MessageID] = []
        for advertisement in advertisements where meshes[advertisement.topic] != nil {
            for id in advertisement.ids where !seen.contains(id) {
                let requested = peers[peer]?.requestedCount ?? .max
                guard requested < parameters.advertisedIDLimit else { break }
                let isFirst = peers[peer]?.asked.contains(id) == false
                guard takeRequest(of: id, isFirst: isFirst) else { continue }
                peers[peer]?.asked.insert(id)
                peers[peer]?.requestedCount += 1
                wanted.append(id)
            }
        }
        guard let promised = wanted.randomElement(using: &generator) else { return }
        if promises.count < parameters.promiseLimit {
            promises.add(promised, by: peer, until: now.advanced(by: parameters.promiseLifetime))
        }
        counters.requested += UInt64(wanted.count)
        outbox.say(to: peer) { $0.control.iwant.append(wanted) }
    }

    /// Whether one more peer is asked for an id in this heartbeat.
    ///
    /// Peers that were asked for it before and peers that were not are counted apart, so that some
    /// that advertise again and again and never send cannot keep us from asking others.
    private mutating func takeRequest(of id: MessageID, isFirst: Bool) -> Bool {
        guard id.byteCount <= MessageID.byteLimit else { return false }
        var tally = requests[id] ?? RequestTally()
        let count = isFirst ? tally.first : tally.again
        guard count < parameters.requestsPerIDLimit,
            tally.first + tally.again > 0 || requests.count < parameters.requestedIDLimit
        else { return false }
        if isFirst { tally.first += 1 } else { tally.again += 1 }
        requests[id] = tally
        return true
    }

    /// Sends messages that a peer asks for, each so often at most, and so much in one heartbeat.
    private mutating func answer(_ ids: [MessageID], to peer: PeerID) {
        for id in ids {
            guard peers[peer]?.unwanted.contains(id) == false,
                peers[peer]?.answeredByteCount ?? .max < parameters.answeredByteLimit,
                let message = cache.retransmit(
                    id, to: peer, limit: parameters.retransmissionLimit)
            else { continue }
            peers[peer]?.answeredByteCount += message.raw.count
            counters.answered += 1
            counters.copiesSent += 1
            outbox.say(to: peer) { $0.messages.append(message) }
        }
    }

    /// A peer takes us into its mesh: agree, refuse with a prune, or say nothing about foreign
    /// topics.
    ///
    /// A graft in one of our topics makes the peer a subscriber, as if it had said so first.
    private mutating func takeGraft(of peer: PeerID, _ topic: String) {
        guard meshes[topic] != nil else { return }
        // Whoever has us in its mesh is in the topic, also when it says that only afterwards.
        note([RPC.Subscription(subscribe: true, topic: topic)], of: peer)
        guard let mesh = meshes[topic], let state = peers[peer] else { return }
        guard !mesh.contains(peer) else { return }
        let seconds = parameters.pruneBackoffSeconds
        guard !explicitPeers.contains(peer) else {
            prune(peer, topic, seconds: seconds)
            return
        }
        if let backoff = state.backoffs[topic],
            now.advanced(by: parameters.graftTolerance) < backoff
        {
            if !state.inheritedBackoffs.contains(topic) {
                blame(peer, .graftDuringBackoff)
                let flood = parameters.graftFloodThreshold - .seconds(Int64(clamping: seconds))
                if now < backoff.advanced(by: flood) { blame(peer, .graftFlood) }
            }
            prune(peer, topic, seconds: seconds)
            return
        }
        let isFull = mesh.count >= parameters.degreeHigh && !state.isOutbound
        guard state.topics.contains(topic), !isFull, !isBelow(0, peer) else {
            prune(peer, topic, seconds: seconds)
            return
        }
        addToMesh(peer, topic)
    }

    /// A peer drops us from its mesh: drop it too, and stay away as long as it asks.
    private mutating func takePrune(_ pruning: Control.Prune, of peer: PeerID) {
        guard meshes[pruning.topic] != nil else { return }
        let wasInMesh = meshes[pruning.topic]?.contains(peer) == true
        removeFromMesh(peer, pruning.topic)
        let seconds = pruning.backoffSeconds ?? parameters.pruneBackoffSeconds
        startBackoff(peer, pruning.topic, seconds: seconds)
        // Only who was in our mesh may offer: one offer for each time that it was.
        guard parameters.acceptsOfferedPeers, wasInMesh, !pruning.offered.isEmpty,
            scores.total(of: peer, at: now) >= parameters.score.acceptExchangeThreshold
        else { return }
        outbox.emit(.offered(pruning.offered.filter { !peers.contains($0) }))
    }
}
