// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

extension Router {
    /// Brings the meshes into shape, tells others which ids we have, and forgets what is old.
    mutating func beat(at now: Instant) {
        heartbeatCount += 1
        scheduleNext(after: now)
        requests.removeAll(keepingCapacity: false)
        for peer in connected.peers { refresh(peer, at: now) }
        for topic in topics { maintainMesh(topic, at: now) }
        for topic in topics { advertise(topic) }
        cache.shift()
        seen.expire(at: now)
    }

    /// A beat that comes very late does not bring a series of others with it.
    private mutating func scheduleNext(after now: Instant) {
        let planned = nextHeartbeat.advanced(by: parameters.heartbeatInterval)
        nextHeartbeat = planned > now ? planned : now.advanced(by: parameters.heartbeatInterval)
    }

    private mutating func refresh(_ peer: PeerID, at now: Instant) {
        peers[peer]?.advertisementCount = 0
        peers[peer]?.requestedCount = 0
        guard heartbeatCount.isMultiple(of: UInt64(parameters.recentHeartbeatCount)) else { return }
        peers[peer]?.known.rotate()
        peers[peer]?.unwanted.rotate()
        let slack = parameters.heartbeatInterval
        let running = peers[peer]?.backoffs.filter { $0.value.advanced(by: slack) > now }
        peers[peer]?.backoffs = running ?? [:]
    }

    /// Tells peers outside the mesh, in a small topic all peers, which messages we have.
    private mutating func advertise(_ topic: String) {
        let ids = cache.ids(of: topic, windows: parameters.gossipWindowCount)
        guard !ids.isEmpty else { return }
        for peer in gossipTargets(topic) {
            guard let state = peers[peer] else { continue }
            let news = ids.filter { !state.known.contains($0) && !state.unwanted.contains($0) }
            guard !news.isEmpty else { continue }
            let told = news.drawn(parameters.advertisedIDLimit, using: &generator)
            counters.advertised += UInt64(told.count)
            outbox.say(to: peer) {
                $0.control.ihave.append(Control.IHave(topic: topic, ids: told))
            }
        }
    }

    private mutating func gossipTargets(_ topic: String) -> [PeerID] {
        if isSmall(topic) { return topicPeers(topic) }
        let mesh = meshes[topic] ?? PeerList()
        let outside = topicPeers(topic).filter { !mesh.contains($0) }
        let share = outside.count * parameters.gossipFactorPercent / 100
        return outside.drawn(max(parameters.degreeLazy, share), using: &generator)
    }
}
