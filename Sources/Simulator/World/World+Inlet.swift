// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Identity
import NodeCore
import Primitives
import ValidatorMessages
import Wire

/// The door of a host: what its connections do with octets before the node is told.
extension World {
    mutating func hear(gossip bytes: Bytes, at end: Int) {
        let peer = hosts[ends[end ^ 1].host].key.peerID
        tally.arrivals += 1
        do throws(WireError) {
            guard !ends[end].isGraylisted else {
                tally.ignoredMessages += 1
                if let topics = try inlet.topics(bytes) {
                    enter(.gossip(topics, from: peer), at: end)
                }
                return
            }
            let admitted = try inlet.gossip(bytes)
            pay(for: admitted, at: end)
            enter(.gossip(admitted, from: peer), at: end)
        } catch {
            tally.malformedMessages += 1
            refuse(peer, at: ends[end].host, "gossip: \(error)")
        }
    }

    mutating func hear(direct bytes: Bytes, at end: Int) {
        let peer = hosts[ends[end ^ 1].host].key.peerID
        tally.arrivals += 1
        do throws(WireError) {
            enter(.direct(try inlet.direct(bytes), from: peer), at: end)
        } catch {
            tally.malformedMessages += 1
            refuse(peer, at: ends[end].host, "direct: \(error)")
        }
    }

    /// Takes checks of signatures out of what the peer may cause; when that is used up, nothing more
    /// of the connection is read for a while.
    private mutating func pay(for gossip: AdmittedGossip, at end: Int) {
        guard !gossip.messages.isEmpty, let node = hosts[ends[end].host].node else { return }
        let count = gossip.messages.count { message in
            switch message {
            case .duplicate: false
            case .faulty: true
            case .statement(let admitted):
                admitted.statement.message.id.map { !node.hasSeen($0) } ?? true
            }
        }
        guard count > 0 else { return }
        let rate = Int64(plan.transport.signatureChecksPerSecond)
        let earned = Int64(clamping: (clock - ends[end].checksAt) / 1_000) * rate / 1_000
        ends[end].checksAt = clock
        ends[end].checksLeft =
            min(2_000 * rate, ends[end].checksLeft + earned) - 1_000 * Int64(count)
        guard ends[end].checksLeft < 0 else { return }
        ends[end].pausedUntil = clock + UInt64(-ends[end].checksLeft) * 1_000_000 / UInt64(rate)
    }
}
