// This source file is part of the Outpace project. License: see LICENSE.

import Invariants
import NodeCore
import Outpace
import Primitives
import SimulatedWorld
import Testing

@Suite struct BiddingStopsTests {
    private func bidding(_ stage: Stage, at seconds: Int, isHonest: Bool = true) -> Turn {
        let verdict = BiddingVerdict(reasons: [])
        return Stage.batch(
            0, [.notice(.bidding(stage.channel.id, verdict))], at: .seconds(seconds),
            isHonest: isHonest)
    }

    /// Heartbeats of validators to host 0, once a second.
    private func beats(
        _ stage: Stage, by hosts: [Int], from start: Int, through end: Int, number: UInt64 = 0,
        isHonest: Bool = true
    ) throws -> [Turn] {
        try (start...end).map { second in
            let statements = hosts.map {
                stage.heartbeat(by: $0, number: number == 0 ? UInt64(second) : number)
            }
            let input = try stage.arrival(of: statements, from: 1)
            return Stage.batch(
                0, hearing: [input], at: .seconds(second), isHonest: isHonest)
        }
    }

    private func judge(_ stage: Stage, _ turns: [Turn]) -> Breach? {
        var invariant = BiddingStops(roster: stage.roster)
        for turn in turns {
            if let breach = invariant.observe(turn, in: stage.world) { return breach }
        }
        return nil
    }

    @Test func `bidding is fine while fewer than a third are silent`() throws {
        let stage = try Stage(4)
        let turns = [bidding(stage, at: 1)]
        #expect(judge(stage, try turns + beats(stage, by: [1, 2], from: 2, through: 30)) == nil)
    }

    @Test func `bidding on when a third were silent for longer than five seconds is a breach`()
        throws
    {
        let stage = try Stage(4)
        let turns = try [bidding(stage, at: 1)] + beats(stage, by: [1], from: 2, through: 30)
        let breach = judge(stage, turns)
        #expect(breach?.invariant == BiddingStops.name)
        #expect((breach?.at).map { $0 <= .seconds(8) } == true)
    }

    @Test func `a heartbeat that comes again does not make its author heard`() throws {
        let stage = try Stage(4)
        let turns =
            try [bidding(stage, at: 1)]
            + beats(stage, by: [1, 2], from: 2, through: 30, number: 9)
        #expect(judge(stage, turns) != nil)
    }

    @Test func `what came while a host had a role was heard`() throws {
        let stage = try Stage(4)
        let turns = try [
            [bidding(stage, at: 1)], beats(stage, by: [1, 2, 3], from: 2, through: 3),
            beats(stage, by: [1, 2, 3], from: 4, through: 14, isHonest: false),
            [Stage.batch(0, at: .seconds(15)), Stage.batch(0, at: .seconds(16))],
        ].flatMap { $0 }
        #expect(judge(stage, turns) == nil)
    }

    @Test func `a host may bid as it likes while it has a role`() throws {
        let stage = try Stage(4)
        let turns =
            try [bidding(stage, at: 1)]
            + beats(stage, by: [1], from: 2, through: 30, isHonest: false)
        #expect(judge(stage, turns) == nil)
        #expect(judge(stage, try turns + beats(stage, by: [1], from: 31, through: 32)) != nil)
    }

    @Test func `what a host last said in a role does not count when its role ends`() throws {
        let stage = try Stage(4)
        let turns =
            try [Stage.batch(0, at: .seconds(1)), bidding(stage, at: 2, isHonest: false)]
            + beats(stage, by: [1], from: 3, through: 30, isHonest: false)
            + [Turn(at: .seconds(31), kind: .fault(.turn([0], nil)))]
            + beats(stage, by: [1], from: 32, through: 40)
        #expect(stage.world.view(0, stage.channel.id)?.verdict.isActive == false)
        #expect(judge(stage, turns) == nil)
    }

    @Test func `a validator that is down is away whatever arrives`() throws {
        var stage = try Stage(4)
        var invariant = BiddingStops(roster: stage.roster)
        for turn in [
            bidding(stage, at: 1), Turn(at: .seconds(2), kind: .down(2, lostBatch: false)),
        ] {
            if case .down = turn.kind { stage.world.apply(.crash([2, 3])) }
            #expect(invariant.observe(turn, in: stage.world) == nil)
        }
        var found: Breach?
        for turn in try beats(stage, by: [1, 2, 3], from: 3, through: 30) where found == nil {
            found = invariant.observe(turn, in: stage.world)
        }
        #expect(found != nil)
    }

    @Test func `nodes that do not bid again after healing are a breach`() throws {
        var stage = try Stage(4)
        var invariant = BiddingStops(roster: stage.roster)
        _ = stage.run(for: .seconds(1)) { invariant.observe($0, in: $1) }
        stage.world.apply(.partition([[0, 1], [2, 3]]))
        _ = stage.run(for: .seconds(30)) { invariant.observe($0, in: $1) }
        #expect(invariant.finish(stage.world) != nil)
        stage.world.apply(.heal)
        #expect(stage.run(for: .seconds(40)) { invariant.observe($0, in: $1) } == nil)
        #expect(invariant.finish(stage.world) == nil)
    }
}
