// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

extension Router {
    /// Greets a peer with all our topics.
    ///
    /// When our stream to it is another than before, what we said may be lost, and what it said still
    /// holds: it is greeted again, and grafted again where it is in a mesh.
    mutating func connect(
        _ peer: PeerID, isOutbound: Bool, version: GossipVersion, address: Bytes?
    ) {
        let isKnown = peers.contains(peer)
        if isKnown {
            peers[peer]?.version = version
        } else {
            guard peers.count < parameters.peerLimit else { return }
            peers[peer] = RouterPeer(
                isOutbound: isOutbound, version: version, parameters: parameters)
            peers[peer]?.inherit(pastBackoffs.take(peer, at: now))
            connected.insert(peer)
            scores.connect(peer, address: address)
        }
        for topic in topics {
            announce(topic, isJoined: true, to: peer)
            guard meshes[topic]?.contains(peer) == true else { continue }
            outbox.say(to: peer) { $0.control.graft.append(topic) }
        }
        if let early = earlySubscriptions.removeValue(forKey: peer) { note(early, of: peer) }
    }

    /// Keeps what a peer says of its topics before our stream to it can be used.
    mutating func noteEarly(_ subscriptions: [RPC.Subscription], of peer: PeerID) {
        guard !subscriptions.isEmpty,
            earlySubscriptions[peer] != nil
                || peers.count + earlySubscriptions.count < parameters.peerLimit
        else { return }
        let room = parameters.topicsPerPeerLimit - (earlySubscriptions[peer]?.count ?? 0)
        earlySubscriptions[peer, default: []] += subscriptions.prefix(max(room, 0))
    }

    /// Forgets everything about a peer but its score and its backoffs.
    mutating func disconnect(_ peer: PeerID) {
        // Its conduct was noted whether or not our stream to it was ever open.
        defer { scores.disconnect(peer, at: now) }
        earlySubscriptions[peer] = nil
        guard let state = peers.removeValue(forKey: peer) else { return }
        connected.remove(peer)
        for topic in state.topics.sorted() { removeSubscriber(peer, of: topic) }
        pastBackoffs.keep(
            state.backoffs, of: peer, slack: parameters.heartbeatInterval, at: now)
        cache.forget(peer)
        promises.forget(peer)
    }

    /// Joins a topic: tells everybody, and takes peers of it into the mesh.
    mutating func join(_ topic: String) {
        guard meshes[topic] == nil else { return }
        meshes[topic] = PeerList()
        topics.insert(topic, at: topics.firstIndex { $0 > topic } ?? topics.endIndex)
        for peer in connected.peers { announce(topic, isJoined: true, to: peer) }
        // Who got our messages so far is the beginning of the mesh.
        for peer in fanout.removeValue(forKey: topic)?.peers.peers ?? []
        where mayGraft(peer, topic) { graft(peer, topic) }
        fillMesh(topic)
    }

    /// Leaves a topic: tells everybody, and asks the mesh to stay away for a moment.
    mutating func leave(_ topic: String) {
        guard let mesh = meshes[topic] else { return }
        for peer in connected.peers { announce(topic, isJoined: false, to: peer) }
        for peer in mesh.peers {
            prune(peer, topic, seconds: parameters.unsubscribeBackoffSeconds)
        }
        meshes[topic] = nil
        topics.removeAll { $0 == topic }
    }

    /// Takes what a peer says about its topics.
    mutating func note(
        _ subscriptions: [RPC.Subscription], of peer: PeerID
    ) {
        for subscription in subscriptions {
            let topic = subscription.topic
            guard subscription.subscribe else {
                if peers[peer]?.topics.remove(topic) != nil { removeSubscriber(peer, of: topic) }
                continue
            }
            guard peers[peer]?.topics.contains(topic) == false else { continue }
            guard peers[peer]?.topics.count ?? 0 < parameters.topicsPerPeerLimit else {
                blame(peer, .tooManyTopics)
                return
            }
            peers[peer]?.topics.insert(topic)
            subscribers[topic, default: PeerList()].insert(peer)
            if parameters.graftsNewSubscribers, let mesh = meshes[topic],
                mesh.count < degreeLow(topic),
                mayGraft(peer, topic)
            {
                graft(peer, topic)
            }
        }
    }

    private mutating func removeSubscriber(_ peer: PeerID, of topic: String) {
        subscribers[topic]?.remove(peer)
        if subscribers[topic]?.isEmpty == true { subscribers[topic] = nil }
        removeFromMesh(peer, topic)
        fanout[topic]?.peers.remove(peer)
    }

    private mutating func announce(_ topic: String, isJoined: Bool, to peer: PeerID) {
        outbox.say(to: peer) {
            $0.subscriptions.append(RPC.Subscription(subscribe: isJoined, topic: topic))
        }
    }
}
