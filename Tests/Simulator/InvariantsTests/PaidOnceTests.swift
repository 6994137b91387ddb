// This source file is part of the Outpace project. License: see LICENSE.

import Invariants
import NodeCore
import Primitives
import SimulatedWorld
import Testing
import ValidatorMessages

@Suite struct PaidOnceTests {
    private func acknowledgement(
        _ stage: Stage, of number: Int, at time: Duration, by host: Int = 1
    ) -> Turn {
        var answer = SubmissionAnswer()
        answer.accepted = [stage.event(number).id]
        return Stage.batch(
            host, [.answer(9, answer)], hearing: [.submitted([stage.event(number)], ticket: 9)],
            at: time)
    }

    @Test func `events that are paid everywhere are fine`() throws {
        var stage = try Stage()
        var invariant = PaidOnce(roster: stage.roster)
        _ = stage.run(for: .seconds(2)) { invariant.observe($0, in: $1) }
        stage.post(20, to: 2)
        _ = stage.run(for: .seconds(10)) { invariant.observe($0, in: $1) }
        #expect(invariant.finish(stage.world) == nil)
        #expect(invariant.checkCount == 80)
    }

    @Test func `an acknowledged event that nobody paid is a breach`() throws {
        let stage = try Stage()
        var invariant = PaidOnce(roster: stage.roster)
        _ = invariant.observe(acknowledgement(stage, of: 1, at: .seconds(1)), in: stage.world)
        #expect(invariant.finish(stage.world)?.invariant == PaidOnce.name)
    }

    @Test func `what was acknowledged after a copy of the disk may be lost with the disk`() throws {
        let stage = try Stage()
        var invariant = PaidOnce(roster: stage.roster)
        let turns = [
            Turn(at: .seconds(1), kind: .fault(.copy([1], name: "old"))),
            acknowledgement(stage, of: 1, at: .seconds(2)),
            Turn(at: .seconds(3), kind: .fault(.restore([1], name: "old"))),
        ]
        for turn in turns { #expect(invariant.observe(turn, in: stage.world) == nil) }
        #expect(invariant.finish(stage.world) == nil)
    }

    @Test func `what was acknowledged in the moment of the copy counts by its order`() throws {
        let stage = try Stage()
        let copy = Turn(at: .seconds(1), kind: .fault(.copy([1], name: "old")))
        let answer = acknowledgement(stage, of: 1, at: .seconds(1))
        let restore = Turn(at: .seconds(3), kind: .fault(.restore([1], name: "old")))
        for (turns, isOwed) in [([copy, answer], false), ([answer, copy], true)] {
            var invariant = PaidOnce(roster: stage.roster)
            for turn in turns + [restore] {
                #expect(invariant.observe(turn, in: stage.world) == nil)
            }
            #expect((invariant.finish(stage.world) != nil) == isOwed)
        }
    }

    @Test func `what only a host acknowledged that took up a role later may go unpaid`() throws {
        let stage = try Stage()
        var invariant = PaidOnce(roster: stage.roster)
        let turns = [
            acknowledgement(stage, of: 1, at: .seconds(1)),
            Turn(at: .seconds(2), kind: .fault(.turn([1], .silentValidator))),
            Turn(at: .seconds(3), kind: .fault(.turn([1], nil))),
        ]
        for turn in turns { #expect(invariant.observe(turn, in: stage.world) == nil) }
        #expect(invariant.finish(stage.world) == nil)
    }

    @Test func `what another acknowledged as well is asked for`() throws {
        let stage = try Stage()
        var invariant = PaidOnce(roster: stage.roster)
        let turns = [
            acknowledgement(stage, of: 1, at: .seconds(1)),
            acknowledgement(stage, of: 1, at: .seconds(1), by: 2),
            Turn(at: .seconds(2), kind: .fault(.turn([1], .silentValidator))),
        ]
        for turn in turns { #expect(invariant.observe(turn, in: stage.world) == nil) }
        #expect(invariant.finish(stage.world) != nil)
    }
}
