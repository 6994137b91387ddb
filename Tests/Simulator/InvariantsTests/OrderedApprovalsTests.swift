// This source file is part of the Outpace project. License: see LICENSE.

import Invariants
import NodeCore
import Primitives
import SimulatedWorld
import Testing
import ValidatorMessages

@Suite struct OrderedApprovalsTests {
    private func judge(
        _ stage: Stage, _ approvals: [(host: Int, record: NodeEffect)]
    ) -> Breach? {
        var invariant = OrderedApprovals(roster: stage.roster)
        for (host, record) in approvals {
            let turn = Stage.batch(host, [record])
            if let breach = invariant.observe(turn, in: stage.world) { return breach }
        }
        return nil
    }

    @Test func `ordered states are fine, in whatever order hosts approve them`() throws {
        let stage = try Stage()
        let first = try stage.approved([1, 2], sequence: 1)
        let second = try stage.approved([2, 2], sequence: 2, on: stage.state([1, 2], sequence: 1))
        #expect(judge(stage, [(0, first), (0, second), (1, second), (2, first)]) == nil)
    }

    @Test func `two states of which each pays somebody more are a breach`() throws {
        let stage = try Stage()
        let one = try stage.approved([1, 3], sequence: 1)
        let other = try stage.approved([2, 2], sequence: 1)
        let breach = judge(stage, [(0, one), (1, other)])
        #expect(breach?.invariant == OrderedApprovals.name)
    }

    @Test func `a host that approves less than before is a breach`() throws {
        let stage = try Stage()
        let more = try stage.approved([2, 2], sequence: 2)
        let less = try stage.approved([1, 2], sequence: 1)
        #expect(judge(stage, [(0, less), (1, more), (1, less)]) != nil)
    }

    @Test func `a state over the deposit is a breach`() throws {
        let stage = try Stage()
        let state = try stage.approved([2_000_000_000], sequence: 1)
        #expect(judge(stage, [(0, state)]) != nil)
    }

    @Test func `an event in two states of one chain is a breach`() throws {
        let stage = try Stage()
        let id = stage.event(1).id
        let first = try stage.approved([1], sequence: 1, adding: [id])
        let second = try stage.approved(
            [2], sequence: 2, on: stage.state([1], sequence: 1, adding: [id]), adding: [id])
        #expect(judge(stage, [(0, first), (0, second)]) != nil)
    }

    @Test func `an event that is paid again by a state that changes no balance is a breach`() throws
    {
        let stage = try Stage()
        let id = stage.event(1).id
        let first = try stage.approved([1], sequence: 1, adding: [id])
        let second = try stage.approved(
            [1], sequence: 2, on: stage.state([1], sequence: 1, adding: [id]), adding: [id])
        #expect(judge(stage, [(0, first), (0, second)]) != nil)
    }

    @Test func `approvals of the same root with other events are a breach`() throws {
        let stage = try Stage()
        let other = try stage.state([1], sequence: 1, adding: [stage.event(2).id])
        let state = try stage.approved(
            [1], sequence: 1, adding: [stage.event(1).id], named: other)
        #expect(judge(stage, [(0, state)]) != nil)
    }

    @Test func `an event may be in two states that do not follow each other`() throws {
        let stage = try Stage()
        let ids = [stage.event(1).id, stage.event(2).id]
        let one = try stage.approved([1], sequence: 1, adding: [ids[0]])
        let other = try stage.approved([1], sequence: 2, adding: [ids[1]])
        let next = try stage.approved(
            [2], sequence: 3, on: stage.state([1], sequence: 2, adding: [ids[1]]), adding: [ids[0]])
        #expect(judge(stage, [(0, one), (1, other), (1, next)]) == nil)
    }

    @Test func `nothing is claimed of a channel a third of whose validators were byzantine`()
        throws
    {
        let stage = try Stage(3) { $0.hosts[0].role = .equivocatingLeader }
        let one = try stage.approved([1, 3], sequence: 1)
        let other = try stage.approved([2, 2], sequence: 1)
        #expect(judge(stage, [(1, one), (2, other)]) == nil)
    }
}
