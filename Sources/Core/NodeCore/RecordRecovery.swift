// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import ValidatorMessages

/// The search for records of events that an approved state included before they came here.
///
/// A node that was away takes states over by what they pay, and goes on; which records it lacks its
/// storage knows. They are then asked for in batches, of one validator after the other, one batch at a
/// time in the whole node, and the channels take turns: what a search holds in memory does not depend on
/// how long the node was away. What nobody has is passed over, and looked for again after a pause.
///
/// - Source: `docs/PROTOCOL.md`, section 8.
struct RecordRecovery: Sendable {
    /// A channel in which records are missing.
    private struct Gap: Sendable {
        let channel: ChannelID
        var place = MissingPlace.first
        var due: Instant
    }

    /// The batch under way.
    private struct Run: Sendable {
        var gap: Gap
        /// The ids, once storage has read them.
        var batch: MissingRecords?
        var awaited: Set<EventID> = []
        var found: [EventRecord] = []
        /// Who was not asked yet, the next one last.
        var peers: [PeerID] = []
        /// Until when more of the answer of the peer that was asked last is waited for, and until when
        /// at the latest.
        var deadline: Instant?
        var answerLimit: Instant?
    }

    /// The channels that wait for their turn.
    private var gaps: [Gap] = []
    private var run: Run?
    /// When the next turn is due.
    private var earliestDue: Instant?

    /// When to look after the search again.
    var deadline: Instant? { run == nil ? earliestDue : run?.deadline }

    /// The channel whose records are being searched for.
    var channel: ChannelID? { run?.gap.channel }

    /// Takes note that a channel lacks records.
    mutating func note(_ channel: ChannelID, due: Instant) {
        guard run?.gap.channel != channel, !gaps.contains(where: { $0.channel == channel }) else {
            return
        }
        append(Gap(channel: channel, due: due))
    }

    /// Begins with the channel whose turn it is; says what to read from storage.
    mutating func begin(at now: Instant) -> (channel: ChannelID, from: MissingPlace)? {
        guard run == nil, let turn = gaps.firstIndex(where: { $0.due <= now }) else { return nil }
        let gap = gaps.remove(at: turn)
        earliestDue = gaps.map(\.due).min()
        run = Run(gap: gap)
        return (gap.channel, gap.place)
    }

    /// Puts the turn of the channel off that it is now.
    mutating func postpone(until due: Instant) {
        guard var gap = run?.gap else { return }
        gap.due = due
        run = nil
        append(gap)
    }

    /// Takes the ids that storage read, and whom to ask for their records, the first one first; false
    /// when none were asked for.
    mutating func take(_ batch: MissingRecords, from peers: [PeerID]) -> Bool {
        guard run?.batch == nil, run?.gap.channel == batch.channel else { return false }
        run?.batch = batch
        run?.awaited = Set(batch.ids)
        run?.peers = peers.reversed()
        return true
    }

    /// Whether the channel that it is now has been gone through to its end, and whether from its
    /// beginning: then nothing is missing there.
    var isAtEnd: (isAtEnd: Bool, isWhole: Bool) {
        (run?.batch?.ids.isEmpty ?? false, run?.gap.place == .first)
    }

    /// The next validator to ask, and for what; nil when all were, or everything has come.
    mutating func nextQuestion(
        until deadline: Instant, atMost limit: Instant
    ) -> (peer: PeerID, ids: [EventID])? {
        guard let awaited = run?.awaited, !awaited.isEmpty, let peer = run?.peers.popLast(),
            let ids = run?.batch?.ids
        else { return nil }
        run?.deadline = deadline
        run?.answerLimit = limit
        return (peer, ids.filter { awaited.contains($0) })
    }

    /// Whether the record of an event is being searched for.
    func isAwaited(_ id: EventID, of channel: ChannelID) -> Bool {
        run?.gap.channel == channel && run?.awaited.contains(id) ?? false
    }

    /// Takes a record that was awaited; true when it was the last one.
    mutating func take(_ record: EventRecord, until deadline: Instant) -> Bool {
        guard run?.awaited.remove(record.id) != nil else { return false }
        let limit = run?.answerLimit
        run?.found.append(record)
        run?.deadline = Instant.earlier(deadline, limit)
        return run?.awaited.isEmpty ?? false
    }

    /// Ends the batch; the channel goes on after the others.
    ///
    /// - Returns: what was found, and the sequence of the state that includes it.
    mutating func finish(
        at now: Instant
    ) -> (
        channel: ChannelID, sequence: UInt64, found: [EventRecord]
    )? {
        guard let ended = run, let batch = ended.batch else { return nil }
        var gap = ended.gap
        gap.place = MissingPlace(
            sequence: batch.place.sequence, skipped: batch.place.skipped + ended.awaited.count)
        gap.due = now
        run = nil
        append(gap)
        return (gap.channel, batch.place.sequence, ended.found)
    }

    /// Ends the search in the channel that it is now, for good or, with an instant, until then.
    mutating func end(until due: Instant?) {
        guard let channel = run?.gap.channel else { return }
        run = nil
        if let due { append(Gap(channel: channel, due: due)) }
    }

    private mutating func append(_ gap: Gap) {
        gaps.append(gap)
        earliestDue = Instant.earlier(earliestDue, gap.due)
    }
}
