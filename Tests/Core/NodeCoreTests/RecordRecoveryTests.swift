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
        batch([(7, skipped, events)])
    }

    private func batch(
        _ parts: [(sequence: UInt64, skipped: Int, events: [EventRecord])]
    ) -> MissingRecords {
        MissingRecords(
            channel: channels[0],
            parts: parts.filter { !$0.events.isEmpty }.map { part in
                MissingRecords.Part(
                    place: MissingPlace(sequence: part.sequence, skipped: part.skipped),
                    ids: part.events.map(\.id))
            })
    }

    private mutating func begin(with batch: MissingRecords, from peers: [PeerID]) -> Bool {
        recovery.note(channels[0], due: at(0))
        _ = recovery.begin(at: at(0))
        return recovery.take(batch, from: peers)
    }

    @Test mutating func `a channel gets its turn when it is due, and channels take turns`() {
        #expect(recovery.deadline == nil)
        recovery.note(channels[0], due: at(3))
        recovery.note(channels[1], due: at(2))
        recovery.note(channels[0], due: at(4))
        #expect(recovery.deadline == at(2))
        let turns = [1, 3, 3].map { recovery.begin(at: at($0))?.channel }
        #expect(turns == [nil, channels[0], nil], "one batch at a time")
        #expect(recovery.deadline == nil, "storage is being read")
        let events = events(1)
        let isWanted = recovery.take(batch(events), from: [peers[1]])
        #expect(isWanted)
        _ = recovery.nextQuestion(until: at(6), atMost: at(9))
        let isLast = recovery.take(events[0], from: peers[1], until: at(6)).isLast
        #expect(isLast)
        let found = recovery.finish(at: at(3))?.found
        #expect(found == [RecordRecovery.Found(sequence: 7, records: events)])
        let next = recovery.begin(at: at(3))?.channel
        #expect(next == channels[1])
    }

    @Test mutating func `whoever does not answer is followed by the next, for what is left`() {
        let events = events(4)
        let parts = batch([(7, 2, Array(events[..<1])), (8, 0, Array(events[1...]))])
        let isWanted = begin(with: parts, from: [peers[1], peers[2]])
        #expect(isWanted)
        let first = recovery.nextQuestion(until: at(3), atMost: at(9))
        #expect(first?.peer == peers[1])
        #expect(first?.ids == events.map(\.id))
        #expect(recovery.deadline == at(3))
        #expect(recovery.isWanted(events[1].id, of: channels[0]))
        #expect(!recovery.isWanted(events[1].id, of: channels[1]))
        _ = recovery.take(events[2], from: peers[1], until: at(4))
        #expect(recovery.deadline == at(4))
        #expect(!recovery.isWanted(events[2].id, of: channels[0]), "it came before")
        let second = recovery.nextQuestion(until: at(7), atMost: at(8))
        #expect(second?.peer == peers[2])
        #expect(second?.ids == [events[0], events[1], events[3]].map(\.id))
        let isLast = recovery.take(events[0], from: peers[2], until: at(99)).isLast
        #expect(!isLast)
        #expect(recovery.deadline == at(8), "a slow answer has an end")
        let third = recovery.nextQuestion(until: at(9), atMost: at(9))
        #expect(third?.peer == nil)
        let ended = recovery.finish(at: at(8))
        #expect(
            ended?.found == [
                RecordRecovery.Found(sequence: 7, records: [events[0]]),
                RecordRecovery.Found(sequence: 8, records: [events[2]]),
            ])
        let next = recovery.begin(at: at(8))
        #expect(next?.from == MissingPlace(sequence: 8, skipped: 2), "two were not found")
    }

    @Test mutating func `what comes when its batch is over is taken all the same`() {
        let events = events(3)
        _ = begin(with: batch(events), from: [peers[1]])
        _ = recovery.nextQuestion(until: at(3), atMost: at(9))
        _ = recovery.take(events[0], from: peers[1], until: at(3))
        _ = recovery.finish(at: at(3))
        #expect(!recovery.isWanted(events[0].id, of: channels[0]))
        let late = recovery.take(events[1], from: peers[1], until: at(9)).late
        #expect(late == RecordRecovery.Found(sequence: 7, records: [events[1]]))
        #expect(!recovery.isWanted(events[1].id, of: channels[0]))
        #expect(recovery.isWanted(events[2].id, of: channels[0]))
    }

    @Test mutating func `who helped last is asked first`() {
        let events = events(2)
        _ = begin(with: batch([events[0]]), from: [peers[1], peers[2]])
        _ = recovery.nextQuestion(until: at(1), atMost: at(1))
        _ = recovery.nextQuestion(until: at(2), atMost: at(2))
        _ = recovery.take(events[0], from: peers[2], until: at(2))
        _ = recovery.finish(at: at(2))
        _ = recovery.begin(at: at(2))
        _ = recovery.take(batch([events[1]]), from: [peers[1], peers[2]])
        let asked = (1...2).map { recovery.nextQuestion(until: at($0), atMost: at($0))?.peer }
        #expect(asked == [peers[2], peers[1]])
    }

    @Test mutating func `an end from the beginning on is the end`() {
        let isWanted = begin(with: batch([]), from: peers)
        #expect(isWanted)
        #expect(recovery.isAtEnd)
        recovery.endPass(at: at(0), pause: .seconds(600))
        #expect(recovery.deadline == nil)
        let isWantedStill = recovery.take(batch(events(1)), from: peers)
        #expect(!isWantedStill, "nothing was asked for")
    }

    @Test mutating func `what came to be missing meanwhile is not forgotten`() {
        _ = begin(with: batch([]), from: peers)
        recovery.note(channels[0], due: at(5))
        recovery.endPass(at: at(1), pause: .seconds(600))
        #expect(recovery.deadline == at(5))
    }

    @Test mutating func `what nobody had is looked for again from the beginning, ever more seldom`()
    {
        var end: UInt64 = 0
        for pause in [1_200, 2_400] as [UInt64] {
            if end == 0 { recovery.note(channels[0], due: at(0)) }
            _ = recovery.begin(at: at(end))
            _ = recovery.take(batch(events(2)), from: [])
            let found = recovery.finish(at: at(end + 1))?.found
            #expect(found == [])
            let place = recovery.begin(at: at(end + 3))?.from
            #expect(place == MissingPlace(sequence: 7, skipped: 2))
            _ = recovery.take(batch([], skipped: 2), from: [])
            #expect(recovery.isAtEnd)
            recovery.endPass(at: at(end + 3), pause: .seconds(600))
            end += 3 + pause
            #expect(recovery.deadline == at(end))
        }
        recovery.note(channels[0], due: at(end - 100))
        #expect(recovery.deadline == at(end - 100), "something else came to be missing")
    }

    @Test mutating func `a batch that brought nothing is followed by a rest as long as itself`() {
        _ = begin(with: batch(events(2)), from: [])
        _ = recovery.finish(at: at(6))
        #expect(recovery.deadline == at(12))
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
}
