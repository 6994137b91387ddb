// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Mempool
import Outpace
import Primitives
import Reconciliation
import Validator
import ValidatorMessages
import Wire

extension Node {
    /// Takes the answer to a question of ours; one that nobody waits for any more is passed over.
    mutating func take(_ answer: ReconcileAnswer, from peer: PeerID) -> [NodeEffect] {
        guard
            let index = peers[peer]?.reconciling.runs.firstIndex(where: {
                $0.number == answer.run && $0.isAsking
            }), var run = peers[peer]?.reconciling.runs[index],
            let validator = channels[run.topic.channel]?.validator
        else { return [] }
        let topic = run.topic
        let digest = hashing(topic, with: peer).digest(ofContext: context(of: topic))
        let isComparable = answer.message.isEmpty || answer.context == digest
        guard !answer.isRefused, isComparable, mayAsk(peer, work: 16) else {
            peers[peer]?.reconciling.runs.remove(at: index)
            if !isComparable { sayHello(to: peer, about: topic.channel) }
            return []
        }
        run.isAsking = false
        run.deadline = now.instant.advanced(by: parameters.reconciliation.patience)
        guard !answer.message.isEmpty else {
            run.isEqual = run.initiator.rounds == 1
            peers[peer]?.reconciling.runs[index] = run
            return []
        }
        let keys = ReconciledKeys(topic.set, of: validator)
        let before = run.initiator.work
        do throws(WireError) {
            let findings = try run.initiator.receive(answer.message, keys)
            run.have += findings.have
            run.haveRanges += findings.haveRanges
            run.need += lacking(findings.need, topic)
        } catch {
            peers[peer]?.reconciling.runs.remove(at: index)
            if case .overLimit(field: "ranges", _) = error {
                return [.notice(.violation(peer, name: "reconcile_ranges"))]
            }
            return [.disconnect(peer, .brokenReconciliation(error))]
        }
        peers[peer]?.reconciling.runs[index] = run
        peers[peer]?.work.spend(keys.work + run.initiator.work - before)
        let haveCount = run.haveRanges.reduce(run.have.count) {
            $0 + keys.sum(from: $1.lower, to: $1.upper).count
        }
        let handedLimit =
            topic.set == .events
            ? parameters.reconciliation.handedEventsLimit
            : parameters.reconciliation.handedReportsLimit
        if haveCount > handedLimit, run.isInvited {
            // Who invites us and lacks much as well has no room for it.
            peers[peer]?.reconciling.runs[index].have = []
            peers[peer]?.reconciling.runs[index].haveRanges = []
        } else if haveCount > handedLimit, run.need.isEmpty {
            endRun(at: index, with: peer)
            ask([], of: run, context: [], peer: peer)
        }
        return []
    }

    /// What of these ids we would take: neither held nor included, and no more than there is room for.
    private func lacking(_ ids: [EventID], _ topic: ReconciliationTopic) -> [EventID] {
        guard let validator = channels[topic.channel]?.validator else { return [] }
        guard topic.set == .events else {
            let reports = ReportOrder(of: validator)
            return ids.filter { reports.message($0) == nil }
        }
        let room = max(0, parameters.mempool.eventLimit - validator.pool.count)
        return Array(
            ids.filter { !validator.pool.contains($0) && !validator.included.contains($0) }
                .prefix(room))
    }

    /// Goes on with the runs that we drive: asks for what we lack, then the next question; ends those
    /// that are done, and begins those that wait.
    mutating func advanceRuns(with peer: PeerID) {
        var index = 0
        while let run = peers[peer]?.reconciling.runs[safe: index] {
            if advanceRun(at: index, run, with: peer) {
                index += 1
            } else {
                endRun(at: index, with: peer)
            }
        }
        while let count = peers[peer]?.reconciling.runs.count,
            count < parameters.reconciliation.runsLimit,
            let next = peers[peer]?.reconciling.waiting.popFirst()
        {
            reconcile(next.topic, with: peer, isWhole: next.isWhole)
        }
    }

    mutating func endRun(at index: Int, with peer: PeerID) {
        let pause = now.instant.advanced(by: parameters.reconciliation.barrenPause)
        peers[peer]?.reconciling.end(index, pausedUntil: pause, at: now.instant)
    }

    /// - Returns: whether the run goes on.
    private mutating func advanceRun(
        at index: Int, _ run: ReconciliationRun, with peer: PeerID
    ) -> Bool {
        let limit = parameters.reconciliation.wantedLimit
        if run.isInVain, run.refusedCount >= limit { return false }
        if !run.need.isEmpty {
            if run.asked.count <= limit / 2, run.retryAt.map({ $0 <= now.instant }) ?? true {
                askForRecords(ofRunAt: index, run, limit: limit - run.asked.count, peer: peer)
            }
            return true
        }
        guard run.isIdle, run.asked.count <= limit / 2 else { return true }
        guard !run.initiator.isDone, let validator = channels[run.topic.channel]?.validator else {
            return !run.asked.isEmpty
        }
        var next = run
        if run.repairedCount > run.gain.repairedCount {
            next.gain = (run.repairedCount, 0)
        } else {
            next.gain.barrenRounds += 1
        }
        guard next.gain.barrenRounds < parameters.reconciliation.barrenRoundsLimit else {
            return !run.asked.isEmpty
        }
        let keys = ReconciledKeys(run.topic.set, of: validator)
        guard let message = next.initiator.next(keys) else { return !run.asked.isEmpty }
        next.isAsking = true
        next.deadline = now.instant.advanced(by: parameters.reconciliation.patience)
        peers[peer]?.reconciling.runs[index] = next
        peers[peer]?.work.spend(keys.work + next.initiator.work - run.initiator.work)
        let digest = hashing(run.topic, with: peer).digest(ofContext: context(of: run.topic))
        ask(message, of: next, context: digest, peer: peer)
        return true
    }

    /// Asks for some of what a run found only at a peer, and leaves out what came meanwhile or what
    /// another peer was asked for.
    private mutating func askForRecords(
        ofRunAt index: Int, _ run: ReconciliationRun, limit: Int, peer: PeerID
    ) {
        let others = peerOrder.filter { $0 != peer }.flatMap { other in
            peers[other]?.reconciling.runs.filter { $0.topic == run.topic }.map(\.asked) ?? []
        }
        var chunk: [EventID] = []
        var rest: [EventID] = []
        for id in lacking(run.need, run.topic) {
            if chunk.count < limit, !others.contains(where: { $0.contains(id) }) {
                chunk.append(id)
            } else {
                rest.append(id)
            }
        }
        peers[peer]?.reconciling.runs[index].need = rest
        guard !chunk.isEmpty else {
            let retryAt = now.instant.advanced(by: parameters.reconciliation.retryDelay)
            peers[peer]?.reconciling.runs[index].retryAt = retryAt
            return
        }
        peers[peer]?.reconciling.runs[index].retryAt = nil
        peers[peer]?.reconciling.runs[index].asked.formUnion(chunk)
        say(.wanted(name(of: run.topic.channel, for: peer), run.topic.set, chunk), to: peer)
    }
}

extension Array {
    fileprivate subscript(safe index: Int) -> Element? { index < count ? self[index] : nil }
}
