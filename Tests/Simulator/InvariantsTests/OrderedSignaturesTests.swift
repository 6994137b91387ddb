// This source file is part of the Outpace project. License: see LICENSE.

import Invariants
import NodeCore
import Primitives
import SimulatedWorld
import Testing
import ValidatorMessages

@Suite struct OrderedSignaturesTests {
    private func judge(_ stage: Stage, _ turns: [Turn]) -> Breach? {
        var invariant = OrderedSignatures(roster: stage.roster, world: stage.world)
        for turn in turns {
            if let breach = invariant.observe(turn, in: stage.world) { return breach }
        }
        return nil
    }

    private func turns(_ stage: Stage, signing states: [[UInt64]]) throws -> [Turn] {
        try states.enumerated().flatMap { place, amounts in
            let number = UInt64(place + 1)
            let approval = try stage.approval(amounts, by: 1, number: number)
            return [
                Stage.batch(1, [try stage.signed(amounts, sequence: number)]),
                Stage.batch(2, hearing: [try stage.arrival(of: [approval], from: 1)]),
            ]
        }
    }

    @Test func `signatures under ordered states are fine`() throws {
        let stage = try Stage()
        #expect(judge(stage, try turns(stage, signing: [[1, 1], [1, 2], [2, 2]])) == nil)
    }

    @Test func `signatures under two unordered states are a breach`() throws {
        let stage = try Stage()
        let breach = judge(stage, try turns(stage, signing: [[1, 2], [2, 1]]))
        #expect(breach?.invariant == OrderedSignatures.name)
        #expect(breach?.host == 1)
    }

    @Test func `an unordered signature between others is found`() throws {
        let stage = try Stage()
        let states: [[UInt64]] = [[1, 1], [5, 5], [0, 4]]
        #expect(judge(stage, try turns(stage, signing: states)) != nil)
    }

    @Test func `a byzantine validator may sign what it likes`() throws {
        let stage = try Stage { $0.hosts[1].role = .approvingFollower }
        #expect(judge(stage, try turns(stage, signing: [[1, 2], [2, 1]])) == nil)
    }

    @Test func `two proposals under one sequence are a breach`() throws {
        let stage = try Stage()
        let proposals = [
            try stage.proposal([1], sequence: 3), try stage.proposal([2], sequence: 3),
        ]
        let turn = Stage.batch(2, hearing: [try stage.arrival(of: proposals, from: 0)])
        #expect(judge(stage, [turn])?.host == 0)
    }
}
