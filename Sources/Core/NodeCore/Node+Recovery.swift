// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Mempool
import Outpace
import Primitives
import Validator
import ValidatorMessages

extension Node {
    /// Takes note that a state of a channel that we validate includes events without their records.
    mutating func noteMissingRecords(of id: ChannelID) {
        guard channels[id]?.validator.ownIndex != nil else { return }
        recovery.note(id, due: now.instant.advanced(by: parameters.reconciliation.recoveryDelay))
    }

    /// Goes on with the search for records that did not come, when that is due.
    mutating func wakeRecovery() -> [NodeEffect] {
        guard let deadline = recovery.deadline, deadline <= now.instant else { return [] }
        return askForMissingRecords() + beginRecovery()
    }

    /// Takes the ids of events that lack their records.
    mutating func recover(_ missing: MissingRecords) -> [NodeEffect] {
        guard recovery.take(missing, from: fetchOrder(missing.channel)) else { return [] }
        guard recovery.isAtEnd else { return askForMissingRecords() + beginRecovery() }
        recovery.endPass(at: now.instant, pause: parameters.reconciliation.recoveryPause)
        return beginRecovery()
    }

    /// Whether a record is searched for, or came too late for that. One whose state was taken back is
    /// the validator's again.
    func isMissing(_ record: EventRecord) -> Bool {
        recovery.isWanted(record.id, of: record.channel)
            && channels[record.channel]?.validator.included.contains(record.id) == true
    }

    /// Takes a record that was searched for.
    mutating func recover(_ record: EventRecord, from peer: PeerID) -> [NodeEffect] {
        let patience = now.instant.advanced(by: parameters.reconciliation.patience)
        let (isLast, late) = recovery.take(record, from: peer, until: patience)
        if let late { return [keep(late, of: record.channel)] }
        return isLast ? finishBatch() + beginRecovery() : []
    }

    /// Begins with the next channel that has something to search for and somebody to ask.
    private mutating func beginRecovery() -> [NodeEffect] {
        let bounds = parameters.reconciliation
        while let (channel, place) = recovery.begin(at: now.instant) {
            guard fetchOrder(channel).isEmpty else {
                return [.load(.missing(channel, from: place, limit: bounds.recoveredLimit))]
            }
            recovery.postpone(until: now.instant.advanced(by: bounds.recoveryRetryDelay))
        }
        return []
    }

    /// Asks the next validator for what has not come; once all were asked, the batch is over.
    private mutating func askForMissingRecords() -> [NodeEffect] {
        let bounds = parameters.reconciliation
        guard let id = recovery.channel else { return [] }
        guard !fetchOrder(id).isEmpty || recovery.hasFound else {
            recovery.postpone(until: now.instant.advanced(by: bounds.recoveryRetryDelay))
            return []
        }
        let question = recovery.nextQuestion(
            until: now.instant.advanced(by: bounds.patience),
            atMost: now.instant.advanced(by: bounds.recoveryPatience))
        guard let (peer, ids) = question else { return finishBatch() }
        ask(peer, for: ids, of: id)
        return []
    }

    private mutating func finishBatch() -> [NodeEffect] {
        guard let (channel, found) = recovery.finish(at: now.instant) else { return [] }
        return found.map { keep($0, of: channel) }
    }

    private mutating func keep(
        _ found: RecordRecovery.Found, of id: ChannelID
    ) -> NodeEffect {
        counters.reconcileRepaired += UInt64(found.records.count)
        return .persist(
            .channel(id, .recovered(sequence: found.sequence, found.records)))
    }
}
