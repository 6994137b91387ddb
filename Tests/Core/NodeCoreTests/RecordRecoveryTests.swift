// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import Outpace
import Primitives
import SimulatedWorld
import Testing
import ValidatorMessages

@testable import NodeCore

/// Turns, batches and patience of the search for records, as a value.
struct RecordRecoveryTests {
    private let channels: [ChannelID]
    private let peers: [PeerID]
    private var recovery = RecordRecovery()

    init() throws {
        let keys = try Sample.keys(4)
        channels = try [Sample.channel(1, of: keys).id, Sample.channel(2, of: keys).id]
        peers = keys.map(\.peerID)
    }

    private func at(_ seconds: UInt64) -> Instant { Instant(nanoseconds: seconds * 1_000_000_000) }

    private func events(_ count: Int, of channel: Int = 0) -> [EventRecord] {
        (0..<count).map {
            Sample.event(
                $0, of: channels[channel], publisher: 1,
                at: Timestamp(milliseconds: 1_000 + UInt64($0)))
        }
    }

    private func batch(_ events: [EventRecord], skipped: Int = 0) -> MissingRecords {
        MissingRecords(
            channel: channels[0], place: MissingPlace(sequence: 7, skipped: skipped),
            ids: events.map(\.id))
    }

    @Test mutating func `a channel gets its turn when it is due, and channels take turns`() {
        #expect(recovery.deadline == nil)
        recovery.note(channels[0], due: at(3))
        recovery.note(channels[1], due: at(2))
        recovery.note(channels[0], due: at(1))
        #expect(recovery.deadline == at(2))
        let turns = [1, 3, 3].map { recovery.begin(at: at($0))?.channel }
        #expect(turns == [nil, channels[0], nil], "one batch at a time")
        #expect(recovery.deadline == nil, "storage is being read")
        let events = events(1)
        let isWanted = recovery.take(batch(events), from: [peers[1]])
        #expect(isWanted)
        _ = recovery.nextQuestion(until: at(6), atMost: at(9))
        let isLast = recovery.take(events[0], until: at(6))
        #expect(isLast)
        let found = recovery.finish(at: at(3))?.found
        #expect(found == events)
        let next = recovery.begin(at: at(3))?.channel
        #expect(next == channels[1])
    }

    @Test mutating func `whoever does not answer is followed by the next, for what is left`() {
        let events = events(3)
        let isWanted = begin(with: batch(events), from: [peers[1], peers[2]])
        #expect(isWanted)
        let first = recovery.nextQuestion(until: at(3), atMost: at(9))
        #expect(first?.peer == peers[1])
        #expect(first?.ids == events.map(\.id))
        #expect(recovery.deadline == at(3))
        #expect(recovery.isAwaited(events[1].id, of: channels[0]))
        #expect(!recovery.isAwaited(events[1].id, of: channels[1]))
        _ = recovery.take(events[1], until: at(4))
        #expect(recovery.deadline == at(4))
        _ = recovery.take(events[1], until: at(5))
        #expect(recovery.deadline == at(4), "it came before")
        let second = recovery.nextQuestion(until: at(7), atMost: at(8))
        #expect(second?.peer == peers[2])
        #expect(second?.ids == [events[0].id, events[2].id])
        let isLast = recovery.take(events[2], until: at(99))
        #expect(!isLast)
        #expect(recovery.deadline == at(8), "a slow answer has an end")
        let third = recovery.nextQuestion(until: at(9), atMost: at(9))
        #expect(third?.peer == nil)
        let ended = recovery.finish(at: at(8))
        #expect(ended?.sequence == 7)
        #expect(ended?.found == [events[1], events[2]])
        let next = recovery.begin(at: at(8))
        #expect(next?.from == MissingPlace(sequence: 7, skipped: 1), "one was not found")
    }

    @Test mutating func `an end from the beginning on is the end`() {
        let isWanted = begin(with: batch([]), from: peers)
        #expect(isWanted)
        #expect(recovery.isAtEnd == (true, true))
        recovery.end(until: nil)
        #expect(recovery.deadline == nil)
        let isWantedStill = recovery.take(batch(events(1)), from: peers)
        #expect(!isWantedStill, "nothing was asked for")
    }

    @Test mutating func `what nobody had is looked for again from the beginning`() {
        _ = begin(with: batch(events(2)), from: [])
        let question = recovery.nextQuestion(until: at(1), atMost: at(1))
        #expect(question?.peer == nil)
        let found = recovery.finish(at: at(1))?.found
        #expect(found == [])
        let place = recovery.begin(at: at(1))?.from
        #expect(place == MissingPlace(sequence: 7, skipped: 2))
        _ = recovery.take(batch([], skipped: 2), from: [])
        #expect(recovery.isAtEnd == (true, false))
        recovery.end(until: at(600))
        #expect(recovery.deadline == at(600))
        let again = recovery.begin(at: at(600))?.from
        #expect(again == .first)
    }

    @Test mutating func `a turn that comes too early is put off`() {
        recovery.note(channels[0], due: at(0))
        _ = recovery.begin(at: at(0))
        recovery.postpone(until: at(30))
        #expect(recovery.channel == nil)
        #expect(recovery.deadline == at(30))
        let places = [29, 30].map { recovery.begin(at: at($0))?.from }
        #expect(places == [nil, .first])
    }

    private mutating func begin(with batch: MissingRecords, from peers: [PeerID]) -> Bool {
        recovery.note(channels[0], due: at(0))
        _ = recovery.begin(at: at(0))
        return recovery.take(batch, from: peers)
    }
}
