// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
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
        let (isAtEnd, isWhole) = recovery.isAtEnd
        guard isAtEnd else { return askForMissingRecords() + beginRecovery() }
        let pause = parameters.reconciliation.recoveryPause
        recovery.end(until: isWhole ? nil : now.instant.advanced(by: pause))
        return beginRecovery()
    }

    /// Takes a record that was searched for.
    mutating func recover(_ record: EventRecord) -> [NodeEffect] {
        let patience = now.instant.advanced(by: parameters.reconciliation.patience)
        guard recovery.take(record, until: patience) else { return [] }
        return finishBatch() + beginRecovery()
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
        let question = recovery.nextQuestion(
            until: now.instant.advanced(by: bounds.patience),
            atMost: now.instant.advanced(by: bounds.recoveryPatience))
        guard let (peer, ids) = question else { return finishBatch() }
        ask(peer, for: ids, of: id)
        return []
    }

    private mutating func finishBatch() -> [NodeEffect] {
        guard let (channel, sequence, found) = recovery.finish(at: now.instant), !found.isEmpty
        else { return [] }
        counters.reconcileRepaired += UInt64(found.count)
        return [.persist(.channel(channel, .recovered(sequence: sequence, found)))]
    }
}
