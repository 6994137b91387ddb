// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Invariants
import Mempool
import NodeCore
import SimulatedWorld
import Testing

@Suite struct BoundedMemoryTests {
    private func judge(_ adjust: (inout NodeParameters) -> Void) throws -> Breach? {
        var stage = try Stage(4)
        var parameters = stage.world.plan.parameters
        adjust(&parameters)
        var invariant = BoundedMemory(roster: stage.roster, parameters: parameters)
        stage.world.run(for: .seconds(3))
        stage.post(50, to: 1)
        let breach = stage.run(for: .seconds(5)) { invariant.observe($0, in: $1) }
        #expect(invariant.checkCount > 0)
        return breach
    }

    @Test func `a network at work stays within its bounds`() throws {
        #expect(try judge { _ in } == nil)
    }

    @Test func `a pool with more events than it may hold is a breach`() throws {
        let breach = try judge {
            $0.mempool.eventLimit = 10
            $0.mempool.neededEventLimit = 0
        }
        #expect(breach?.invariant == BoundedMemory.name)
    }

    @Test func `more gossip peers than there may be are a breach`() throws {
        #expect(try judge { $0.gossip.peerLimit = 2 } != nil)
    }
}
