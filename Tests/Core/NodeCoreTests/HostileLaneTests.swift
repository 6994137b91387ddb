// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import NodeCore
import Outpace
import Primitives
import Reconciliation
import SimulatedWorld
import TestSupport
import Testing
import Validator
import ValidatorMessages

/// What a peer on the direct lane can make a node hold, compute or give away.
struct HostileLaneTests {
    private func question(
        _ id: ChannelID, run: UInt32 = 1, context: Bytes = [], _ parts: [RangeMessage.Part]
    ) -> LaneBody {
        .reconcile(
            ReconcileQuestion(
                channel: .id(id), set: .events, run: run, context: context,
                message: RangeMessage(parts: parts).encode()))
    }

    private func ids(_ count: Int, seed: UInt64 = 9) -> [EventID] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            EventID(
                Digest(
                    words: (
                        generator.next(), generator.next(), generator.next(), generator.next()
                    )))
        }
    }

    private let everything = RangeMessage.Part(upper: nil, content: .list([]))

    @Test func `records are not given to who does not validate their channel`() throws {
        var attacker = try LaneAttacker(isValidator: false, events: 10)
        let id = attacker.id
        let known = (0..<10).map {
            Sample.event($0, of: id, publisher: 1, at: Sample.start).id
        }
        try attacker.say(.wanted(.id(id), .events, known))
        #expect(attacker.recordCount == 0)
        #expect(attacker.violations == ["foreign_channel"])
    }

    @Test func `records are given to who validates their channel`() throws {
        var attacker = try LaneAttacker(events: 10)
        let id = attacker.id
        let known = (0..<10).map {
            Sample.event($0, of: id, publisher: 1, at: Sample.start).id
        }
        try attacker.say(.wanted(.id(id), .events, known))
        #expect(attacker.recordCount == 10)
        #expect(attacker.violations == [])
    }

    @Test func `ids are not named to who does not validate their channel`() throws {
        var attacker = try LaneAttacker(isValidator: false, events: 10)
        try attacker.say(question(attacker.id, [everything]))
        #expect(attacker.answers == [])
        #expect(attacker.violations == ["foreign_channel"])
    }

    @Test func `a channel that nobody holds is passed over`() throws {
        var attacker = try LaneAttacker(events: 10)
        let other = ChannelID(Digest(words: (1, 1, 1, 1)))
        try attacker.say(.wanted(.id(other), .events, ids(3)))
        try attacker.say(question(other, [everything]))
        #expect(attacker.answers == [])
        #expect(attacker.violations == [] && !attacker.isDisconnected)
    }

    @Test func `an alias that was never given ends the session`() throws {
        var attacker = try LaneAttacker(events: 10)
        try attacker.say(.wanted(.alias(77), .events, ids(3)))
        #expect(attacker.isDisconnected)
    }

    @Test func `an alias is the one the hello gave`() throws {
        var attacker = try LaneAttacker(events: 10)
        let id = attacker.id
        let alias = attacker.heard.compactMap { body -> UInt32? in
            guard case .hello(let summaries) = body else { return nil }
            return summaries.first { $0.channel == id }?.alias
        }.first
        let event = Sample.event(3, of: id, publisher: 1, at: Sample.start)
        try attacker.say(.wanted(.alias(try #require(alias)), .events, [event.id]))
        #expect(attacker.recordCount == 1)
    }

    @Test func `a malformed question ends the session`() throws {
        var attacker = try LaneAttacker(events: 10)
        try attacker.say(
            .reconcile(
                ReconcileQuestion(
                    channel: .id(attacker.id), set: .events, run: 1, context: [], message: [9])))
        #expect(attacker.isDisconnected)
    }

    @Test func `a question about another state is refused`() throws {
        var attacker = try LaneAttacker(events: 10)
        try attacker.say(question(attacker.id, context: [1, 2, 3, 4], [everything]))
        #expect(attacker.answers.map(\.isRefused) == [true])
    }

    @Test func `a flood of requests is dropped and counted`() throws {
        var attacker = try LaneAttacker(events: 100)
        for round in 0..<300 as Range<UInt64> {
            try attacker.say(.wanted(.id(attacker.id), .events, ids(10_240, seed: round)))
        }
        #expect(attacker.violations.contains("wanted_flood"))
        #expect(Set(attacker.violations) == ["wanted_flood"])
    }

    @Test func `who does not read gets only what the lane may hold`() throws {
        var attacker = try LaneAttacker(events: 20_000)
        attacker.isReading = false
        let known = (0..<20_000).map {
            Sample.event(
                $0, of: attacker.id, publisher: 1, at: Sample.start
            ).id
        }
        for _ in 0..<20 {
            for start in stride(from: 0, to: known.count, by: 10_000) {
                let part = Array(known[start..<start + 10_000])
                try attacker.say(.wanted(.id(attacker.id), .events, part))
            }
        }
        // The window of the lane, then what waits behind it.
        #expect(attacker.recordCount > 10_000 && attacker.recordCount < 30_000)
        let backlog = try #require(attacker.node.laneBacklog(of: attacker.peer))
        #expect(backlog < (256 << 10) + 256 * 400, "\(backlog)")
    }

    @Test func `who does not read gets no more than some answers`() throws {
        var attacker = try LaneAttacker(events: 5_000)
        attacker.isReading = false
        for run in 0..<2_000 as Range<UInt32> {
            try attacker.say(question(attacker.id, run: run & 127, [everything]))
        }
        let backlog = try #require(attacker.node.laneBacklog(of: attacker.peer))
        #expect(backlog < (512 << 10) + (64 << 10), "\(backlog)")
        #expect(attacker.answers.count < 200)
    }

    @Test func `a flood of questions is answered only within an allowance`() throws {
        var parameters = NodeParameters()
        parameters.reconciliation.workLimit = 20_000
        var attacker = try LaneAttacker(events: 5_000, parameters: parameters)
        for run in 0..<500 as Range<UInt32> {
            try attacker.say(question(attacker.id, run: run & 127, [everything]))
        }
        let answered = attacker.answers.filter { !$0.isRefused }.count
        #expect(answered > 5 && answered < 50, "\(answered)")
        try attacker.wait(.seconds(1))
        try attacker.say(question(attacker.id, run: 3, [everything]))
        #expect(attacker.answers.last?.isRefused == false)
    }

    /// Answers every question with a fingerprint that fits nothing, or with ids that it never hands over.
    @Test(arguments: [false, true])
    func `a run that a peer keeps from its end is ended`(doesNameIDs: Bool) throws {
        var attacker = try LaneAttacker(events: 2_000)
        try attacker.say(
            .hello([
                ChannelSummary(
                    channel: attacker.id, approvedSequence: 0, approved: nil,
                    priceSequence: 0, alias: 5)
            ]))
        let salt = RangeHashing(session: [1], scope: attacker.id.bytes + [0])
        let context = salt.digest(ofContext: Bytes(repeating: 0, count: 8))
        var answered = 0
        for round in 0..<200 {
            let open = attacker.questions.filter { $0.set == .events }
            guard open.count > answered, let last = open.last else { break }
            answered = open.count
            let message = try RangeMessage.decode(last.message, .question, limits: .init())
            let parts = message.parts.enumerated().map { index, part -> RangeMessage.Part in
                switch part.content {
                case .skip: part
                case .list(let tags) where doesNameIDs:
                    RangeMessage.Part(
                        upper: part.upper,
                        content: .difference(
                            lacking: Array(repeating: false, count: tags.count),
                            extra: index < 100 ? ids(20, seed: UInt64(round)) : []))
                default:
                    RangeMessage.Part(
                        upper: part.upper,
                        content: .fingerprint(Bytes(repeating: 7, count: 16)))
                }
            }
            try attacker.say(
                .reconciled(
                    ReconcileAnswer(
                        run: last.run, context: context,
                        message: RangeMessage(parts: parts).encode())))
        }
        #expect(answered >= 3 && answered < 20, "\(answered)")
        #expect(!attacker.isDisconnected)
        let asked = attacker.heard.reduce(0) {
            if case .wanted(_, _, let ids) = $1 { $0 + ids.count } else { $0 }
        }
        #expect(asked <= 8 * 2_048)
    }

    @Test func `answers that nobody asked for are passed over`() throws {
        var attacker = try LaneAttacker(events: 100)
        for run in 0..<200 as Range<UInt32> {
            let answer = RangeMessage(parts: [everything]).encode()
            try attacker.say(.reconciled(ReconcileAnswer(run: run, message: answer)))
        }
        #expect(!attacker.isDisconnected)
        #expect(attacker.recordCount == 0)
    }

    @Test func `hellos without end are answered within an allowance`() throws {
        var attacker = try LaneAttacker(events: 100)
        attacker.isReading = false
        for _ in 0..<5_000 {
            try attacker.say(
                .hello([
                    ChannelSummary(
                        channel: attacker.id, approvedSequence: 7, approved: Lineage(.zero),
                        priceSequence: 9, alias: 5)
                ]))
        }
        let backlog = try #require(attacker.node.laneBacklog(of: attacker.peer))
        #expect(backlog < 64 << 10, "\(backlog)")
        #expect(attacker.heard.count < 3_000)
    }

    @Test func `runs that nobody answers end after their patience`() throws {
        var attacker = try LaneAttacker(events: 100)
        try attacker.say(hello(attacker.id, alias: 5))
        #expect(attacker.questions.allSatisfy { $0.channel == .alias(5) })
        #expect(attacker.questions.count == 2)
        try attacker.wait(.seconds(30))
        // The period begins others.
        #expect(attacker.questions.count < 12)
    }

    @Test func `a lane that opens again starts without runs and names`() throws {
        var attacker = try LaneAttacker(events: 100)
        try attacker.say(hello(attacker.id, alias: 5))
        let before = attacker.questions.count
        attacker.reopenLane()
        try attacker.wait(.seconds(3))
        #expect(attacker.questions.count == before)
        try attacker.say(hello(attacker.id, alias: 6))
        #expect(attacker.questions.count == before + 2)
        #expect(attacker.questions.dropFirst(before).allSatisfy { $0.channel == .alias(6) })
    }

    /// Opening another lane or session costs a peer next to nothing.
    @Test(arguments: [false, true])
    func `a lane that opens again brings no new allowance`(reconnects: Bool) throws {
        var parameters = NodeParameters()
        parameters.reconciliation.workLimit = 20_000
        var attacker = try LaneAttacker(events: 5_000, parameters: parameters)
        var answered: [Int] = []
        for _ in 0..<5 {
            for run in 0..<100 as Range<UInt32> {
                try attacker.say(question(attacker.id, run: run, [everything]))
            }
            answered.append(attacker.answers.filter { !$0.isRefused }.count)
            if reconnects { attacker.reconnect() } else { attacker.reopenLane() }
        }
        #expect(answered[0] > 5)
        #expect(answered[4] == answered[0])
        try attacker.wait(.seconds(1))
        try attacker.say(question(attacker.id, run: 3, [everything]))
        #expect(attacker.answers.last?.isRefused == false)
    }

    private func hello(_ id: ChannelID, alias: UInt32) -> LaneBody {
        .hello([
            ChannelSummary(
                channel: id, approvedSequence: 0, approved: nil, priceSequence: 0, alias: alias)
        ])
    }
}
