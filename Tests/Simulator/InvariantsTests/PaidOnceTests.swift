// This source file is part of the Outpace project. License: see LICENSE.

import Invariants
import NodeCore
import Primitives
import SimulatedWorld
import Testing
import ValidatorMessages

@Suite struct PaidOnceTests {
    private func acknowledgement(_ stage: Stage, of number: Int, at time: Duration) -> Turn {
        var answer = SubmissionAnswer()
        answer.accepted = [stage.event(number).id]
        return Stage.batch(
            1, [.answer(9, answer)], hearing: [.submitted([stage.event(number)], ticket: 9)],
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
}
