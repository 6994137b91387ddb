// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

extension Router {
    /// Hands out a message that was not seen before.
    ///
    /// Its signature was checked before; that a large one need not be sent again is said right
    /// away, before the application judges it.
    mutating func receive(_ message: Message, from peer: PeerID) {
        // A topic may have been left since the message was asked for: the promise is kept anyhow.
        if let id = message.id { promises.keep(id) }
        guard meshes[message.topic] != nil else {
            counters.foreign += 1
            return
        }
        guard let id = message.id else {
            blame(peer, .unnamedMessage)
            scores.reject(peer, message.topic)
            return
        }
        let isFirstCopy = peers[peer]?.known.insert(id) == true
        guard seen.insert(id, at: now) else {
            counters.duplicates += 1
            if isFirstCopy, let first = seen.acceptedSince(id) {
                scores.deliverAgain(peer, message.topic, after: now.duration(since: first))
            }
            return
        }
        counters.delivered += 1
        announceUnwanted(message, id: id, except: peer)
        outbox.emit(.deliver(message, from: peer))
    }

    /// Sends our own message to the mesh, topped up to D; to some peers of the topic when we are
    /// not in it; to all of them when own messages are flooded.
    mutating func publish(_ message: Message, skipping skipped: [PeerID]) {
        guard let id = message.id, seen.accept(id, at: now) else { return }
        counters.published += 1
        keep(message, id: id)
        if parameters.announcesOwnMessages { announceUnwanted(message, id: id, except: nil) }
        var targets = targets(of: message.topic)
        for peer in explicitPeers.peers where !targets.contains(peer) {
            if peers[peer]?.topics.contains(message.topic) == true { targets.append(peer) }
        }
        _ = send(message, id: id, to: targets, except: skipped)
    }

    /// Keeps a good message and sends it on along the mesh.
    mutating func accept(_ message: Message, from peer: PeerID, skipping skipped: [PeerID]) {
        guard let id = message.id, seen.accept(id, at: now) else { return }
        promises.keep(id)
        guard meshes[message.topic] != nil else { return }
        scores.deliverFirst(peer, message.topic)
        keep(message, id: id)
        let excepted = [peer] + skipped + (message.from.map { [$0] } ?? [])
        let explicit = explicitPeers.peers.filter {
            peers[$0]?.topics.contains(message.topic) == true
        }
        if send(message, id: id, to: meshPeers(message.topic) + explicit, except: excepted) {
            counters.forwarded += 1
        }
    }

    /// Whom our own message goes to, skipped ones included.
    private mutating func targets(of topic: String) -> [PeerID] {
        if parameters.floodsOwnMessages {
            let threshold = parameters.score.publishThreshold
            return topicPeers(topic).filter { !isBelow(threshold, $0) }
        }
        guard let mesh = meshes[topic] else { return fanoutPeers(topic) }
        let missing = degree(topic) - mesh.count
        guard missing > 0 else { return mesh.peers }
        let others = topicPeers(topic).filter { !mesh.contains($0) && mayPublish(to: $0, topic) }
        return mesh.peers + others.drawn(missing, using: &generator)
    }

    private mutating func fanoutPeers(_ topic: String) -> [PeerID] {
        var entry = fanout[topic] ?? Fanout(lastPublished: now)
        entry.lastPublished = now
        fillFanout(&entry, topic)
        if fanout[topic] != nil || fanout.count < parameters.fanoutTopicLimit {
            fanout[topic] = entry
        }
        return entry.peers.peers
    }

    /// Adds random peers of a topic that we are not in, up to D.
    mutating func fillFanout(_ entry: inout Fanout, _ topic: String) {
        let missing = degree(topic) - entry.peers.count
        guard missing > 0 else { return }
        let peers = entry.peers
        let others = topicPeers(topic).filter { !peers.contains($0) && mayPublish(to: $0, topic) }
        for peer in others.drawn(missing, using: &generator) { entry.peers.insert(peer) }
    }

    /// Whether a peer outside the mesh gets messages of ours: it is in the topic, its score is good
    /// enough, and it is not explicit, since those get them anyhow.
    func mayPublish(to peer: PeerID, _ topic: String) -> Bool {
        peers[peer]?.topics.contains(topic) == true && !explicitPeers.contains(peer)
            && !isBelow(parameters.score.publishThreshold, peer)
    }

    private mutating func keep(_ message: Message, id: MessageID) {
        counters.evictions += UInt64(cache.insert(message, id: id))
    }

    /// Tells the mesh that a large message need not be sent to us.
    private mutating func announceUnwanted(
        _ message: Message, id: MessageID, except sender: PeerID?
    ) {
        guard message.data.count >= parameters.unwantedByteThreshold else { return }
        let limit = parameters.unwantedIDsPerListLimit
        for peer in meshPeers(message.topic) where peer != sender {
            guard peers[peer]?.mayBring(id) == true else { continue }
            counters.unwantedAnnounced += 1
            outbox.say(to: peer) { rpc in
                if let last = rpc.control.idontwant.indices.last,
                    rpc.control.idontwant[last].count < limit
                {
                    rpc.control.idontwant[last].append(id)
                } else {
                    rpc.control.idontwant.append([id])
                }
            }
        }
    }

    /// Answers whether anybody was sent the message.
    private mutating func send(
        _ message: Message, id: MessageID, to targets: [PeerID], except: [PeerID]
    ) -> Bool {
        var isSent = false
        for peer in targets where !except.contains(peer) {
            guard peers[peer]?.lacks(id) == true else {
                counters.copiesSpared += 1
                continue
            }
            counters.copiesSent += 1
            isSent = true
            outbox.say(to: peer) { $0.messages.append(message) }
        }
        return isSent
    }
}
