// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Identity
import Invariants
import NodeCore
import Outpace
import Primitives
import SimulatedWorld
import Testing
import Validator
import ValidatorMessages

@Suite struct DurableFirstTests {
    private func judge(_ stage: Stage, _ turns: [Turn]) -> Breach? {
        var invariant = DurableFirst(roster: stage.roster, world: stage.world)
        for turn in turns {
            if let breach = invariant.observe(turn, in: stage.world) { return breach }
        }
        return nil
    }

    private func answer(_ stage: Stage) -> NodeEffect {
        var answer = SubmissionAnswer()
        answer.accepted = [stage.event(1).id]
        return .answer(1, answer)
    }

    private func record(_ stage: Stage) -> NodeEffect {
        .persist(.channel(stage.channel.id, .event(stage.event(1), isObserved: true)))
    }

    @Test func `an answer behind the record is fine, in the same batch and later`() throws {
        let stage = try Stage()
        let turns = [
            Stage.batch(1, [record(stage), answer(stage)]), Stage.batch(1, [answer(stage)]),
        ]
        #expect(judge(stage, turns) == nil)
    }

    @Test func `an answer before the record is a breach`() throws {
        let stage = try Stage()
        #expect(judge(stage, [Stage.batch(1, [answer(stage), record(stage)])]) != nil)
    }

    @Test func `an answer on another host's record is a breach`() throws {
        let stage = try Stage()
        let turns = [Stage.batch(2, [record(stage)]), Stage.batch(1, [answer(stage)])]
        #expect(judge(stage, turns) != nil)
    }

    @Test func `a record that is not on the disk when its batch is over is a breach`() throws {
        let stage = try Stage()
        let count = stage.world.hosts[1].journal.records.count
        let turns = [Stage.batch(1, [record(stage)], durableCount: count)]
        #expect(judge(stage, turns) != nil)
    }

    @Test func `a signature that arrives from a disk that knows it is fine`() throws {
        let stage = try Stage()
        let approval = try stage.approval([1], by: 1, number: 7)
        let turns = [
            Stage.batch(1, [try stage.signed([1], sequence: 1)]),
            Stage.batch(2, hearing: [try stage.arrival(of: [approval], from: 1)]),
        ]
        #expect(judge(stage, turns) == nil)
    }

    @Test func `a signature that arrives from a disk that does not know it is a breach`() throws {
        let stage = try Stage()
        let approval = try stage.approval([1], by: 1, number: 7)
        let turns = [Stage.batch(2, hearing: [try stage.arrival(of: [approval], from: 1)])]
        #expect(judge(stage, turns)?.invariant == DurableFirst.name)
    }

    @Test func `a signature that leaves before its record is a breach`() throws {
        let stage = try Stage()
        let approval = try stage.approval([1], by: 1, number: 7)
        let rpc = RPC(subscriptions: [], messages: [approval.message], control: Control())
        let sending = NodeEffect.sendGossip(rpc.encode(), to: stage.keys[0].peerID)
        let record = try stage.signed([1], sequence: 1)
        #expect(judge(stage, [Stage.batch(1, [sending, record])]) != nil)
        #expect(judge(stage, [Stage.batch(1, [record, sending])]) == nil)
    }
}
