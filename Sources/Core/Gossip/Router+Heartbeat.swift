// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

extension Router {
    /// Brings the meshes into shape, tells others which ids we have, and forgets what is old.
    mutating func beat() {
        heartbeatCount += 1
        scheduleNext()
        requests.removeAll(keepingCapacity: false)
        judgePromises()
        scores.decay(at: now)
        refreshPeers()
        for topic in topics { maintainMesh(topic) }
        maintainFanout()
        for topic in topics { advertise(topic, outside: meshes[topic] ?? PeerList()) }
        for topic in fanout.keys.sorted() {
            advertise(topic, outside: fanout[topic]?.peers ?? PeerList())
        }
        cache.shift()
        seen.expire(at: now)
    }

    /// A beat that comes very late does not bring a series of others with it.
    private mutating func scheduleNext() {
        let planned = nextDeadline.advanced(by: parameters.heartbeatInterval)
        nextDeadline = planned > now ? planned : now.advanced(by: parameters.heartbeatInterval)
    }

    private mutating func refreshPeers() {
        let forgets = heartbeatCount.isMultiple(of: UInt64(parameters.recentHeartbeatCount))
        let slack = parameters.heartbeatInterval
        let now = now
        peers.updateAll { state in
            state.beginHeartbeat()
            if forgets { state.forget(slack: slack, at: now) }
        }
        if forgets { pastBackoffs.expire(at: now) }
    }

    /// Forgets topics that nothing was published to for a while, and fills up the others.
    private mutating func maintainFanout() {
        for topic in fanout.keys.sorted() {
            guard var entry = fanout[topic],
                entry.lastPublished.advanced(by: parameters.fanoutLifetime) > now
            else {
                fanout[topic] = nil
                continue
            }
            for peer in entry.peers.peers where !mayPublish(to: peer, topic) {
                entry.peers.remove(peer)
            }
            fillFanout(&entry, topic)
            fanout[topic] = entry
        }
    }

    /// Tells peers outside the mesh, in a small topic all peers, which messages we have.
    private mutating func advertise(_ topic: String, outside mesh: PeerList) {
        let ids = cache.ids(of: topic, windows: parameters.gossipWindowCount)
        guard !ids.isEmpty else { return }
        for peer in gossipTargets(topic, outside: mesh) {
            guard let news = peers[peer]?.lacking(ids), !news.isEmpty else { continue }
            let advertised = peers[peer]?.advertisedCount ?? 0
            let told = news.drawn(
                parameters.advertisedIDLimit - advertised, using: &generator)
            guard !told.isEmpty else { continue }
            peers[peer]?.advertisedCount += told.count
            counters.advertised += UInt64(told.count)
            outbox.say(to: peer) {
                $0.control.ihave.append(Control.IHave(topic: topic, ids: told))
            }
        }
    }

    private mutating func gossipTargets(_ topic: String, outside mesh: PeerList) -> [PeerID] {
        let threshold = parameters.score.gossipThreshold
        let listening = topicPeers(topic).filter { !isBelow(threshold, $0) }
        if isSmall(topic) { return listening }
        let outside = listening.filter { !mesh.contains($0) && !explicitPeers.contains($0) }
        let share =
            parameters.drawsEachGossipPeer
            ? drawShare(of: outside.count)
            : outside.count * parameters.gossipFactorPercent / 100
        return outside.drawn(max(parameters.degreeLazy, share), using: &generator)
    }
    /// How many of so many peers are drawn when each is by itself.
    private mutating func drawShare(of count: Int) -> Int {
        (0..<count).count { _ in
            Int.random(in: 0..<100, using: &generator) < parameters.gossipFactorPercent
        }
    }
}
