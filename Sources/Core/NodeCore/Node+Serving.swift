// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Gossip
import Mempool
import Outpace
import Primitives
import Reconciliation
import Validator
import ValidatorMessages

extension Node {
    /// Queues what a peer asked for; it is handed over as the lane drains.
    mutating func queue(
        _ ids: [EventID], of topic: ReconciliationTopic, for peer: PeerID
    ) -> [NodeEffect] {
        let limit = parameters.reconciliation.servedIDsLimit
        let isQueued =
            peers[peer]?.reconciling.serving.append(ids, of: topic, limit: limit) ?? true
        return isQueued ? [] : [.notice(.violation(peer, name: "wanted_flood"))]
    }

    /// Puts into a peer's lane what it is to be handed, as far as there is room, and goes on with the
    /// runs that we drive; what is not in memory any more is read from storage.
    mutating func pump(_ peer: PeerID) -> [NodeEffect] {
        var effects: [NodeEffect] = []
        while let room = room(for: peer), room > 0, mayServe(peer),
            let item = peers[peer]?.reconciling.serving.popFirst(idsLimit: 256)
        {
            switch item {
            case .wanted(let topic, let ids):
                let left = hand(ids, of: topic, to: peer).left
                effects += load(left, of: topic.channel, for: peer)
            case .latest(let id): handLatest(of: id, to: peer)
            case .caughtUp(let id): peers[peer]?.lane?.enqueue(.caughtUp(id), class: .bulk)
            }
        }
        for index in peers[peer]?.reconciling.runs.indices ?? 0..<0 {
            while let room = room(for: peer), room > 0, handFindings(ofRunAt: index, to: peer) {}
        }
        advanceRuns(with: peer)
        return effects
    }

    private func room(for peer: PeerID) -> Int? {
        guard let waiting = peers[peer]?.lane?.queuedByteCounts else { return nil }
        return parameters.reconciliation.servingBytesTarget - waiting[LaneClass.bulk.rawValue]
    }

    private mutating func mayServe(_ peer: PeerID) -> Bool {
        guard let serving = peers[peer]?.reconciling, !serving.serving.isEmpty,
            serving.loadCount < parameters.reconciliation.loadsLimit
        else { return false }
        return mayAsk(peer, work: 1)
    }

    /// - Returns: how many were handed over, and the events that are not in memory.
    private mutating func hand(
        _ ids: ArraySlice<EventID>, of topic: ReconciliationTopic, to peer: PeerID
    ) -> (count: Int, left: [EventID]) {
        guard let validator = channels[topic.channel]?.validator else { return (0, []) }
        var handed = 0
        var left: [EventID] = []
        switch topic.set {
        case .events:
            for id in ids {
                // What is not in the pool is looked for in states long gone.
                if !validator.pool.contains(id) { peers[peer]?.work.spend(50) }
                guard let record = validator.record(of: id) else {
                    left.append(id)
                    continue
                }
                peers[peer]?.lane?.enqueue(record: record, class: .bulk)
                handed += 1
            }
        case .reports:
            let reports = ReportOrder(of: validator)
            peers[peer]?.work.spend(reports.count)
            for message in ids.compactMap({ reports.message($0) }) {
                peers[peer]?.lane?.enqueue(statement: message, class: .bulk)
                handed += 1
            }
        }
        return (handed, left)
    }

    /// Has the records of events that were included long ago read for a peer.
    private mutating func load(
        _ ids: [EventID], of id: ChannelID, for peer: PeerID
    ) -> [NodeEffect] {
        guard let validator = channels[id]?.validator else { return [] }
        let included = ids.filter { validator.included.contains($0) }
        guard !included.isEmpty else { return [] }
        peers[peer]?.reconciling.loadCount += 1
        return [.load(.records(id, included, peer: peer))]
    }

    /// Takes what storage read.
    mutating func take(_ answer: StorageAnswer) -> [NodeEffect] {
        switch answer {
        case .states(let states): return serve(states)
        case .records(let records):
            serve(records)
            return []
        case .missing(let missing): return recover(missing)
        }
    }

    /// Hands a peer records that storage held.
    private mutating func serve(_ loaded: LoadedRecords) {
        let peer = loaded.peer
        if let count = peers[peer]?.reconciling.loadCount, count > 0 {
            peers[peer]?.reconciling.loadCount = count - 1
        }
        guard isShared(loaded.channel, with: peer) else { return }
        for record in loaded.records { peers[peer]?.lane?.enqueue(record: record, class: .bulk) }
    }

    /// Hands over each validator's newest statements; reports are compared instead.
    private mutating func handLatest(of id: ChannelID, to peer: PeerID) {
        for statement in channels[id]?.validator.statementsForCatchUp ?? []
        where statement.statement.kind != .reportObservedEvents {
            peers[peer]?.lane?.enqueue(statement: statement.message.raw, class: .bulk)
        }
    }

    /// Hands over some of what a run found only here.
    ///
    /// - Returns: whether there may be more.
    private mutating func handFindings(ofRunAt index: Int, to peer: PeerID) -> Bool {
        guard let run = peers[peer]?.reconciling.runs[index],
            let validator = channels[run.topic.channel]?.validator
        else { return false }
        let chunk: [EventID]
        if !run.have.isEmpty {
            chunk = Array(run.have.prefix(256))
            peers[peer]?.reconciling.runs[index].have.removeFirst(chunk.count)
        } else if let range = run.haveRanges.first {
            let keys = ReconciledKeys(run.topic.set, of: validator)
            let listed = keys.listed(from: range.lower, to: range.upper, limit: 257)
            chunk = listed.prefix(256).map(\.id)
            peers[peer]?.reconciling.runs[index].haveRanges.removeFirst()
            if listed.count > 256 {
                let rest = Initiator.HaveRange(lower: listed[256], upper: range.upper)
                peers[peer]?.reconciling.runs[index].haveRanges.insert(rest, at: 0)
            }
        } else {
            return false
        }
        let handed = hand(chunk[...], of: run.topic, to: peer).count
        counters.reconcileRepaired += UInt64(handed)
        peers[peer]?.reconciling.runs[index].repairedCount += handed
        let deadline = now.instant.advanced(by: parameters.reconciliation.patience)
        peers[peer]?.reconciling.runs[index].deadline = deadline
        return true
    }

    /// Notes that a record arrived, which a run may have asked for.
    mutating func noteRepair(_ record: EventRecord, from peer: PeerID) {
        guard peers[peer]?.reconciling.runs.isEmpty == false else { return }
        noteRepair(
            record.id, of: ReconciliationTopic(channel: record.channel, set: .events), from: peer,
            isTaken: channels[record.channel]?.validator.pool.contains(record.id) ?? false)
    }

    /// Notes that something arrived that a run asked for.
    private mutating func noteRepair(
        _ id: EventID, of topic: ReconciliationTopic, from peer: PeerID, isTaken: Bool = true
    ) {
        let patience = parameters.reconciliation.patience
        guard
            peers[peer]?.reconciling.noteRepair(
                id, of: topic, isTaken: isTaken, until: now.instant.advanced(by: patience)) == true
        else { return }
        counters.reconcileRepaired += 1
    }

    mutating func noteRepair(_ statement: SignedStatement, from peer: PeerID) {
        guard case .reportObservedEvents(let report) = statement.statement,
            peers[peer]?.reconciling.runs.isEmpty == false
        else { return }
        noteRepair(
            ReportOrder.key(of: statement).id,
            of: ReconciliationTopic(channel: report.channel, set: .reports), from: peer)
    }

    /// Asks validators for records, the leader first.
    mutating func fetch(_ ids: [EventID], of id: ChannelID) {
        for peer in fetchOrder(id).prefix(2) { ask(peer, for: ids, of: id) }
    }

    /// Asks a validator for records.
    mutating func ask(_ peer: PeerID, for ids: [EventID], of id: ChannelID) {
        let limit = parameters.lane.idsPerFrameLimit
        let channel = name(of: id, for: peer)
        for start in stride(from: 0, to: ids.count, by: limit) {
            let part = Array(ids[start..<min(ids.count, start + limit)])
            peers[peer]?.lane?.enqueue(.wanted(channel, .events, part), class: .control)
        }
    }

    /// Asks validators which events a proposal adds, the leader first.
    mutating func fetchStep(_ lineage: Lineage, of id: ChannelID) {
        for peer in fetchOrder(id).prefix(2) {
            peers[peer]?.lane?.enqueue(.stepRequest(id, lineage), class: .control)
        }
    }
}
