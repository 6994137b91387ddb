// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import ValidatorMessages

/// The search for records of events that an approved state included before they came here.
///
/// A node that was away takes states over by what they pay, and goes on; which records it lacks its
/// storage knows. They are then asked for in batches, of one validator after the other, one batch at a
/// time in the whole node, and the channels take turns: what a search holds in memory does not depend on
/// how long the node was away. What nobody has is passed over, and looked for again after a pause; a
/// batch that brought nothing is followed by a rest as long as itself.
///
/// - Source: `docs/PROTOCOL.md`, section 8.
struct RecordRecovery: Sendable {
    /// A channel in which records are missing.
    private struct Gap: Sendable {
        let channel: ChannelID
        var place = MissingPlace.first
        var due: Instant
        /// Whether this pass has found something, and how many passes in a row did not.
        var hasFound = false
        var barrenCount = 0
    }

    /// The batch under way.
    private struct Run: Sendable {
        var gap: Gap
        let begunAt: Instant
        /// When the channel came to lack more since it began.
        var renewedAt: Instant?
        /// The ids, once storage has read them.
        var batch: MissingRecords?
        var awaited: Set<EventID> = []
        var found: [EventID: EventRecord] = [:]
        /// Who was not asked yet, the next one last.
        var peers: [PeerID] = []
        /// Until when more of the answer of the peer that was asked last is waited for, and until when
        /// at the latest.
        var deadline: Instant?
        var answerLimit: Instant?
    }

    /// What was found of one state.
    struct Found: Hashable, Sendable {
        let sequence: UInt64
        let records: [EventRecord]
    }

    /// The channels that wait for their turn.
    private var gaps: [Gap] = []
    private var run: Run?
    /// What the batch before gave up: it may still come.
    private var late: (channel: ChannelID, sequences: [EventID: UInt64])?
    /// Who brought the last record: it is asked first.
    private var lastHelper: PeerID?
    /// When the next turn is due.
    private var earliestDue: Instant?

    /// When to look after the search again.
    var deadline: Instant? { run == nil ? earliestDue : run?.deadline }

    /// The channel whose records are being searched for.
    var channel: ChannelID? { run?.gap.channel }

    /// Takes note that a channel lacks records.
    mutating func note(_ channel: ChannelID, due: Instant) {
        if run?.gap.channel == channel {
            run?.renewedAt = due
        } else if let place = gaps.firstIndex(where: { $0.channel == channel }) {
            gaps[place].due = min(gaps[place].due, due)
            gaps[place].barrenCount = 0
            earliestDue = Instant.earlier(earliestDue, due)
        } else {
            append(Gap(channel: channel, due: due))
        }
    }

    /// Begins with the channel whose turn it is; says what to read from storage.
    mutating func begin(at now: Instant) -> (channel: ChannelID, from: MissingPlace)? {
        guard run == nil, let turn = gaps.firstIndex(where: { $0.due <= now }) else { return nil }
        let gap = gaps.remove(at: turn)
        earliestDue = gaps.map(\.due).min()
        run = Run(gap: gap, begunAt: now)
        return (gap.channel, gap.place)
    }

    /// Puts the turn of the channel off that it is now: it goes on where it is.
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
        let first = peers.filter { $0 == lastHelper }
        run?.peers = (first + peers.filter { $0 != lastHelper }).reversed()
        return true
    }

    /// Whether the batch has brought something.
    var hasFound: Bool { run?.found.isEmpty == false }

    /// Whether the channel that it is now has been gone through to its end.
    var isAtEnd: Bool { run?.batch?.parts.isEmpty ?? false }

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

    /// Whether the record of an event is being searched for, or was until now.
    func isWanted(_ id: EventID, of channel: ChannelID) -> Bool {
        if run?.gap.channel == channel, run?.awaited.contains(id) ?? false { return true }
        return late?.channel == channel && late?.sequences[id] != nil
    }

    /// Takes a record that is wanted.
    ///
    /// - Parameter deadline: until when the next one is waited for.
    /// - Returns: whether it was the last one of the batch, or what it is of when the batch is over.
    mutating func take(
        _ record: EventRecord, from peer: PeerID, until deadline: Instant
    ) -> (isLast: Bool, late: Found?) {
        lastHelper = peer
        if run?.batch != nil {
            let limit = run?.answerLimit
            run?.deadline = Instant.earlier(deadline, limit)
        }
        if run?.gap.channel == record.channel, run?.awaited.remove(record.id) != nil {
            run?.found[record.id] = record
            return (run?.awaited.isEmpty ?? false, nil)
        }
        guard late?.channel == record.channel,
            let sequence = late?.sequences.removeValue(forKey: record.id)
        else { return (false, nil) }
        return (false, Found(sequence: sequence, records: [record]))
    }

    /// Ends the batch; the channel goes on after the others.
    ///
    /// - Returns: what was found, by state.
    mutating func finish(at now: Instant) -> (channel: ChannelID, found: [Found])? {
        guard let ended = run, let batch = ended.batch, let last = batch.parts.last else {
            return nil
        }
        var gap = ended.gap
        let leftCount = last.ids.count { ended.awaited.contains($0) }
        gap.place = MissingPlace(
            sequence: last.place.sequence, skipped: last.place.skipped + leftCount)
        let took = now.duration(since: ended.begunAt)
        gap.due = ended.found.isEmpty ? now.advanced(by: took) : now
        gap.hasFound = gap.hasFound || !ended.found.isEmpty
        var given: [EventID: UInt64] = [:]
        var found: [Found] = []
        for part in batch.parts {
            for id in part.ids where ended.awaited.contains(id) {
                given[id] = part.place.sequence
            }
            let records = part.ids.compactMap { ended.found[$0] }
            guard !records.isEmpty else { continue }
            found.append(Found(sequence: part.place.sequence, records: records))
        }
        late = (gap.channel, given)
        run = nil
        append(gap)
        return (gap.channel, found)
    }

    /// Ends the pass through the channel that it is now. What was passed over in it is looked for again
    /// after a pause, which doubles while that finds nothing; when nothing was, the search is over.
    mutating func endPass(at now: Instant, pause: Duration) {
        guard let ended = run else { return }
        run = nil
        let isOver = ended.gap.place == .first
        guard !isOver || ended.renewedAt != nil else { return }
        let barrenCount = ended.gap.hasFound || isOver ? 0 : min(6, ended.gap.barrenCount + 1)
        var gap = Gap(
            channel: ended.gap.channel, due: now.advanced(by: pause * (1 << barrenCount)),
            barrenCount: barrenCount)
        if let renewedAt = ended.renewedAt { gap.due = min(gap.due, renewedAt) }
        append(gap)
    }

    private mutating func append(_ gap: Gap) {
        gaps.append(gap)
        earliestDue = Instant.earlier(earliestDue, gap.due)
    }
}
