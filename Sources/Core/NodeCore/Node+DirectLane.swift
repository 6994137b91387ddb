// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Mempool
import Outpace
import Primitives
import Validator
import ValidatorMessages
import Wire

extension Node {
    /// Takes a frame of the direct lane.
    mutating func hear(_ admitted: AdmittedFrame, from peer: PeerID) -> [NodeEffect] {
        let received: LaneBody??
        do throws(WireError) {
            received = try peers[peer]?.lane?.receive(
                admitted.frame, byteCount: admitted.byteCount, at: now.instant)
        } catch {
            return [.disconnect(peer, .brokenLane(error))]
        }
        guard case .some(.some(let body)) = received else { return [] }
        switch admitted.content {
        case .records(let records): return take(records, from: peer)
        case .statements(let statements):
            guard sharesChannel(with: peer) else { return [] }
            var effects: [NodeEffect] = []
            for id in admitted.repeated { effects += hearAgain(id, from: peer) }
            for statement in statements {
                noteRepair(statement.statement, from: peer)
                effects += hear(statement, from: peer)
            }
            return effects
        case .states(let id, let adoptions): return adopt(adoptions, of: id, from: peer)
        case .plain:
            switch body {
            case .reconcile, .reconciled, .wanted:
                counters.reconcileBytesReceived += UInt64(admitted.byteCount)
            default: break
            }
            return answer(body, from: peer)
        }
    }

    private mutating func take(_ records: [EventRecord], from peer: PeerID) -> [NodeEffect] {
        var effects: [NodeEffect] = []
        // Most frames carry records of one channel.
        var last: (channel: ChannelID, carrier: Int?)?
        for record in records {
            if last?.channel != record.channel {
                last = (record.channel, place(of: peer, in: record.channel))
            }
            guard let carrier = last?.carrier else {
                effects += refuse(peer, asking: record.channel)
                continue
            }
            counters.recordsReceived += 1
            if isMissing(record) {
                effects += recover(record, from: peer)
                continue
            }
            effects += advance(record.channel, .received(record, carrier: carrier), from: peer)
            noteRepair(record, from: peer)
        }
        return effects
    }

    private mutating func answer(_ body: LaneBody, from peer: PeerID) -> [NodeEffect] {
        switch body {
        case .hello(let summaries):
            var effects: [NodeEffect] = []
            for summary in summaries where isShared(summary.channel, with: peer) {
                effects += answer(summary, from: peer)
            }
            return effects
        case .wanted(let channel, let set, let ids):
            return resolve(channel, from: peer) { node, id in
                let topic = ReconciliationTopic(channel: id, set: set)
                return node.queue(ids, of: topic, for: peer)
            }
        case .reconcile(let question):
            return resolve(question.channel, from: peer) { node, id in
                node.answer(question, about: id, from: peer)
            }
        case .reconciled(let answer): return take(answer, from: peer)
        case .stepRequest(let id, let lineage):
            guard isShared(id, with: peer) else { return refuse(peer, asking: id) }
            guard mayAnswer(peer), mayAsk(peer, work: 100),
                let ids = channels[id]?.validator.listedEvents(of: lineage)
            else { return [] }
            peers[peer]?.lane?.enqueue(.stepReply(id, lineage, ids), class: .control)
            return []
        case .stepReply(let id, let lineage, let ids):
            guard isShared(id, with: peer) else { return [] }
            return advance(id, .listed(lineage, ids), from: peer)
        case .caughtUp(let id):
            guard isShared(id, with: peer) else { return [] }
            return catchUp(id, with: peer)
        case .records, .statements, .states: return []
        }
    }

    /// Finds the channel that a peer names and that it may ask about.
    private mutating func resolve(
        _ channel: LaneChannel, from peer: PeerID,
        _ perform: (inout Node, ChannelID) -> [NodeEffect]
    ) -> [NodeEffect] {
        let id: ChannelID
        switch channel {
        case .id(let named): id = named
        case .alias(let alias):
            guard let named = aliases.channel(alias) else {
                return [.disconnect(peer, .unknownAlias)]
            }
            id = named
        }
        guard isShared(id, with: peer) else { return refuse(peer, asking: id) }
        return perform(&self, id)
    }

    /// Whether a peer may make us do so much now; what it does is counted.
    mutating func mayAsk(_ peer: PeerID, work: Int) -> Bool {
        let bounds = parameters.reconciliation
        guard peers[peer]?.work.isLeft(bounds, at: now.instant) == true else { return false }
        peers[peer]?.work.spend(work)
        return true
    }

    /// Whether a peer takes the answers it got: those of a peer that does not read pile up no further.
    func mayAnswer(_ peer: PeerID) -> Bool {
        guard let waiting = peers[peer]?.lane?.queuedByteCounts else { return false }
        return waiting[LaneClass.control.rawValue] < parameters.reconciliation.answersBytesLimit
    }
}
