// This source file is part of the Outpace project. License: see LICENSE.

import Invariants
import SimulatedWorld
import Testing

@Suite struct ConvergenceTests {
    @Test func `hosts that hold different states in the end are a breach, and none when healed`()
        throws
    {
        var stage = try Stage(4)
        var invariant = Convergence(roster: stage.roster)
        stage.world.run(for: .seconds(2))
        stage.world.apply(.partition([[0, 1, 2], [3]]))
        stage.post(20, to: 0)
        stage.world.run(for: .seconds(10))
        #expect(invariant.finish(stage.world)?.invariant == Convergence.name)
        stage.world.apply(.heal)
        stage.world.run(for: .seconds(40))
        #expect(invariant.finish(stage.world) == nil)
    }

    @Test func `an event that waits in the end is a breach`() throws {
        var stage = try Stage(4)
        var invariant = Convergence(roster: stage.roster)
        stage.world.run(for: .seconds(2))
        stage.post(20, to: 0)
        stage.world.run(for: .milliseconds(500))
        #expect(invariant.finish(stage.world) != nil)
    }
}
