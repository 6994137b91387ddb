// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

extension Router {
    /// Hands out a message that was not seen before.
    mutating func receive(_ message: Message, from peer: PeerID, at now: Instant) {
        guard meshes[message.topic] != nil else {
            counters.foreign += 1
            return
        }
        guard let id = message.id else {
            blame(peer, .unnamedMessage)
            return
        }
        peers[peer]?.known.insert(id)
        guard seen.insert(id, at: now) else {
            counters.duplicates += 1
            return
        }
        counters.delivered += 1
        outbox.emit(.deliver(message, from: peer))
    }

    /// Sends our own message to the mesh, topped up to D; to peers of the topic when we are not in
    /// it.
    mutating func publish(_ message: Message, skipping skipped: [PeerID], at now: Instant) {
        guard let id = message.id, seen.accept(id, at: now) else { return }
        counters.published += 1
        keep(message, id: id)
        var targets = meshPeers(message.topic)
        let missing = degree(message.topic) - targets.count
        if missing > 0 {
            let mesh = meshes[message.topic] ?? PeerList()
            let others = topicPeers(message.topic).filter { !mesh.contains($0) }
            targets += others.drawn(missing, using: &generator)
        }
        _ = send(message, id: id, to: targets, except: skipped)
    }

    /// Keeps a good message and sends it on along the mesh.
    mutating func accept(
        _ message: Message, from peer: PeerID, skipping skipped: [PeerID], at now: Instant
    ) {
        guard let id = message.id, seen.accept(id, at: now) else { return }
        guard meshes[message.topic] != nil else { return }
        keep(message, id: id)
        let excepted = [peer] + skipped + (message.from.map { [$0] } ?? [])
        if send(message, id: id, to: meshPeers(message.topic), except: excepted) {
            counters.forwarded += 1
        }
    }

    private mutating func keep(_ message: Message, id: MessageID) {
        counters.evictions += UInt64(cache.insert(message, id: id))
    }

    /// Answers whether anybody was sent the message.
    private mutating func send(
        _ message: Message, id: MessageID, to targets: [PeerID], except: [PeerID]
    ) -> Bool {
        var isSent = false
        for peer in targets where !except.contains(peer) {
            guard let state = peers[peer], !state.known.contains(id),
                !state.unwanted.contains(id)
            else {
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
