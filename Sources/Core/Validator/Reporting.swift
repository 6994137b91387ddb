// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import ValidatorMessages

/// What this validator observed and still has to tell the others.
struct Reporting: Sendable {
    /// Observed and not reported yet, in the order they came.
    private(set) var unreported: [EventID] = []
    /// When the first of them came.
    private(set) var unreportedSince: Instant?
    /// Observed, and perhaps to be named missing once they have settled.
    private(set) var unsettled: [(id: EventID, since: Instant)] = []
    private var unsettledHead = 0
    /// Reports of all validators some of whose events still wait, oldest first.
    private(set) var kept: [(statement: SignedStatement, ids: [EventID])] = []
    /// Octets of the statements that are kept.
    private var keptByteCount = 0
    /// What the last report said about the campaign's health.
    var saidUnhealthy = false
    /// When events that still wait are reported again at the earliest.
    private(set) var repetitionAt: Instant = .zero
    private var repetitionPause: Duration = .zero
    private var lastRepeated: EventID?

    mutating func note(_ id: EventID, at now: Instant) {
        if unreported.isEmpty { unreportedSince = now }
        unreported.append(id)
        unsettled.append((id, now))
    }

    mutating func takeUnreported(_ limit: Int, at now: Instant) -> [EventID] {
        let taken = Array(unreported.prefix(limit))
        unreported.removeFirst(taken.count)
        unreportedSince = unreported.isEmpty ? nil : now
        return taken
    }

    /// Events are repeated now. The next time is after `pause`, or, while the oldest of them stays the
    /// same, after twice the time of the last pause, at most `limit`.
    mutating func noteRepetition(
        from first: EventID?, pause: Duration, limit: Duration, at now: Instant
    ) {
        let isAgain = first != nil && first == lastRepeated
        repetitionPause = isAgain ? min(limit, repetitionPause * 2) : pause
        lastRepeated = first
        repetitionAt = now.advanced(by: repetitionPause)
    }

    /// Takes the events noted up to `instant`, at most `limit` of them.
    mutating func takeSettled(through instant: Instant, limit: Int) -> [EventID] {
        var taken: [EventID] = []
        while taken.count < limit, unsettledHead < unsettled.count,
            unsettled[unsettledHead].since <= instant
        {
            taken.append(unsettled[unsettledHead].id)
            unsettledHead += 1
        }
        if unsettledHead > 4_096 || unsettledHead == unsettled.count {
            unsettled.removeFirst(unsettledHead)
            unsettledHead = 0
        }
        return taken
    }

    var firstUnsettled: Instant? {
        unsettledHead < unsettled.count ? unsettled[unsettledHead].since : nil
    }

    /// Keeps a report for validators that connect later; at most `limit` are kept, and a validator that
    /// says more than its share crowds out its own.
    mutating func remember(
        _ statement: SignedStatement, ids: [EventID], limit: Int, bytesLimit: Int
    ) {
        let isKnown = kept.contains {
            $0.statement.sequenceNumber == statement.sequenceNumber
                && $0.statement.author == statement.author
        }
        guard !ids.isEmpty, !isKnown else { return }
        let byteCount = statement.message.raw.count
        while kept.count >= limit || keptByteCount + byteCount > bytesLimit {
            guard !kept.isEmpty else { return }
            let own = kept.firstIndex { $0.statement.author == statement.author }
            keptByteCount -= kept.remove(at: own ?? 0).statement.message.raw.count
        }
        kept.append((statement, ids))
        keptByteCount += byteCount
    }

    /// Forgets reports that no longer matter: all their events are included.
    mutating func prune(isWaiting: (EventID) -> Bool) {
        kept.removeAll { !$0.ids.contains(where: isWaiting) }
        keptByteCount = kept.reduce(0) { $0 + $1.statement.message.raw.count }
    }
}
