// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Identity
import Mempool
import Outpace
import Primitives
import Reconciliation
import Validator
import Wire

extension Node {
    /// Compares a set of a channel with a peer, now or when a run before it has ended.
    ///
    /// - Parameter isWhole: whether to compare what is under way as well; otherwise only what has
    ///   settled, since the rest differs all the time.
    mutating func reconcile(
        _ topic: ReconciliationTopic, with peer: PeerID, isWhole: Bool, isInvited: Bool = false
    ) {
        guard let state = peers[peer]?.reconciling, peers[peer]?.hasLane == true,
            isShared(topic.channel, with: peer)
        else { return }
        guard state.runs.count < parameters.reconciliation.runsLimit else {
            peers[peer]?.reconciling.waiting.append(topic, isWhole: isWhole)
            return
        }
        let isPaused = state.pausedUntil[topic].map { now.instant < $0 } ?? false
        // Where the peer's own run is under way, ours would only end it.
        let isAnswering =
            state.askedAt[topic].map {
                now.instant.duration(since: $0) < parameters.reconciliation.patience
            } ?? false
        guard isWhole && !isInvited || !isPaused && (isInvited || !isAnswering),
            !state.runs.contains(where: { $0.topic == topic }),
            let validator = channels[topic.channel]?.validator
        else { return }
        let keys = ReconciledKeys(topic.set, of: validator)
        var initiator = Initiator(
            hashing: hashing(topic, with: peer), limits: parameters.reconciliation.run)
        let message = initiator.open(
            keys, through: isWhole || topic.set == .reports ? nil : settledBound(of: topic.channel),
            context: context(of: topic), random: generator.next())
        let number = peers[peer]?.reconciling.nextNumber() ?? 0
        let run = ReconciliationRun(
            topic: topic, number: number, isInvited: isInvited, initiator: initiator,
            deadline: now.instant.advanced(by: parameters.reconciliation.patience))
        peers[peer]?.reconciling.runs.append(run)
        ask(message, of: run, context: [], peer: peer)
    }

    /// Asks the next question of a run.
    mutating func ask(
        _ message: Bytes, of run: ReconciliationRun, context: Bytes, peer: PeerID
    ) {
        let question = ReconcileQuestion(
            channel: name(of: run.topic.channel, for: peer), set: run.topic.set, run: run.number,
            context: context, message: message)
        counters.reconcileRounds += 1
        say(.reconcile(question), to: peer)
    }

    /// How a peer calls a channel.
    func name(of id: ChannelID, for peer: PeerID) -> LaneChannel {
        peers[peer]?.reconciling.aliases[id].map { .alias($0) } ?? .id(id)
    }

    /// Sends a part of a run.
    mutating func say(_ body: LaneBody, to peer: PeerID) {
        counters.reconcileBytesSent += UInt64(body.byteCount)
        peers[peer]?.lane?.enqueue(body, class: .control)
    }

    /// The hashes of one session, for one set of one channel.
    func hashing(_ topic: ReconciliationTopic, with peer: PeerID) -> RangeHashing {
        RangeHashing(
            session: peers[peer]?.session.salt ?? [],
            scope: topic.channel.bytes + [topic.set.rawValue])
    }

    /// On what two pools can be compared at all: the approved state, which decides what still waits, and
    /// the prices, which have to be equal too. Reports are compared as they are.
    func context(of topic: ReconciliationTopic) -> Bytes {
        guard topic.set == .events, let validator = channels[topic.channel]?.validator else {
            return []
        }
        var octets = validator.approved?.lineage.bytes ?? []
        validator.prices.completeSequence.appendBigEndian(to: &octets)
        return octets
    }

    /// Before it lie the events that have settled for certain.
    private func settledBound(of id: ChannelID) -> EventKey? {
        guard let time = channels[id]?.settledWatermark(at: now.timestamp).occurredAt else {
            return nil
        }
        return EventKey(occurredAt: time.adding(milliseconds: 1), id: EventID(.zero))
    }

    /// Answers a question of a run that a peer drives.
    mutating func answer(
        _ question: ReconcileQuestion, about id: ChannelID, from peer: PeerID
    ) -> [NodeEffect] {
        guard mayAnswer(peer) else { return [] }
        let topic = ReconciliationTopic(channel: id, set: question.set)
        guard !question.message.isEmpty else {
            guard mayAsk(peer, work: 64) else { return [] }
            reconcile(topic, with: peer, isWhole: true, isInvited: true)
            return []
        }
        let refusal = ReconcileAnswer(run: question.run, isRefused: true)
        let ours = peers[peer]?.reconciling.runs.firstIndex { $0.topic == topic }
        guard let validator = channels[id]?.validator, mayAsk(peer, work: 16),
            ours == nil || peer < key.peerID
        else {
            say(.reconciled(refusal), to: peer)
            return []
        }
        // Of two runs over the same set the smaller peer's goes on.
        if let ours { peers[peer]?.reconciling.runs.remove(at: ours) }
        peers[peer]?.reconciling.askedAt[topic] = now.instant
        let hashing = hashing(topic, with: peer)
        let context = context(of: topic)
        let digest = hashing.digest(ofContext: context)
        guard question.context.isEmpty || question.context == digest else {
            say(.reconciled(refusal), to: peer)
            return []
        }
        let keys = ReconciledKeys(topic.set, of: validator)
        var responder = Responder(
            keys: keys, hashing: hashing, context: context, limits: parameters.reconciliation.run)
        do throws(WireError) {
            let message = try responder.answer(question.message)
            peers[peer]?.work.spend(keys.work + responder.work)
            let answer = ReconcileAnswer(
                run: question.run, context: message == nil ? [] : digest, message: message ?? [])
            say(.reconciled(answer), to: peer)
        } catch {
            return [.disconnect(peer, .brokenReconciliation(error))]
        }
        // Who lacks a report may not know that an event waits for it, so we ask in our turn.
        if question.context.isEmpty, peer < key.peerID, isCaughtUpWithAll(by: peer),
            !validator.hasOverdueEvents(at: now.timestamp)
        {
            scheduleReconciliation(peer)
        }
        return []
    }

    /// Whether a peer told us everything about all channels that we share.
    private func isCaughtUpWithAll(by peer: PeerID) -> Bool {
        channelOrder.allSatisfy { id in
            !isShared(id, with: peer)
                || peers[peer]?.reconciling.caughtUpBy.contains(id) == true
        }
    }

    /// What is due with one peer: runs that waited too long, and the period.
    mutating func wakeReconciliation(with peer: PeerID) {
        guard let state = peers[peer] else { return }
        for index in state.reconciling.runs.indices.reversed()
        where state.reconciling.runs[index].deadline <= now.instant {
            let run = state.reconciling.runs[index]
            let bounds = parameters.reconciliation
            if run.isAsking || run.stallCount >= bounds.stallsLimit {
                endRun(at: index, with: peer)
            } else {
                // It does not have them any more; the rest may still come.
                peers[peer]?.reconciling.runs[index].asked = []
                peers[peer]?.reconciling.runs[index].retryAt = nil
                peers[peer]?.reconciling.runs[index].stallCount += 1
                peers[peer]?.reconciling.runs[index].deadline =
                    now.instant.advanced(by: bounds.patience)
            }
        }
        guard let due = state.reconcileAt, due <= now.instant else { return }
        scheduleReconciliation(peer)
        for id in channelOrder where isShared(id, with: peer) {
            guard state.reconciling.caughtUpBy.contains(id) else {
                sayHello(to: peer, about: id)
                continue
            }
            reconcile(ReconciliationTopic(channel: id, set: .events), with: peer, isWhole: false)
            // Whoever lacks a report that its author cannot repeat waits in vain.
            if channels[id]?.validator.hasOverdueEvents(at: now.timestamp) == true {
                reconcile(
                    ReconciliationTopic(channel: id, set: .reports), with: peer, isWhole: false)
            }
        }
    }

    /// Sets when a peer is next compared with though nothing asks for it. The smaller peer does so, and
    /// the larger one only when it has long heard no question.
    mutating func scheduleReconciliation(_ peer: PeerID) {
        let jitter = UInt64.random(in: 0..<250, using: &generator)
        let interval =
            key.peerID < peer ? parameters.reconcileInterval : parameters.reconcileInterval * 2
        let wait = interval + parameters.reconcileInterval * Int(jitter) / 1_000
        peers[peer]?.reconcileAt = now.instant.advanced(by: wait)
    }
}
