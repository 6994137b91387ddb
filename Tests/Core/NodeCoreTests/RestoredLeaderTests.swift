// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import Primitives
import SimulatedWorld
import TestSupport
import Testing

@testable import NodeCore
@testable import Validator

/// A leader that is restored from one copy again and again does not know what it proposed since.
struct RestoredLeaderTests {
    @Test func `its runs do not share sequences`() throws {
        let settings = World.Settings()
        var scenario = try Scenario(nodes: 4, settings: settings)
        try #require(scenario.goLive() != nil, "\(scenario.picture)")
        scenario.network.submit(scenario.makeEvents(1), to: 0)
        try #require(scenario.settle(on: 1, within: .seconds(20)) != nil, "\(scenario.picture)")
        let (copy, key) = (
            scenario.network.hosts[0].journal.snapshot, scenario.network.hosts[0].key
        )
        let firsts = (1...40 as ClosedRange<UInt64>).map { seed in
            let node = Node(
                key: key, parameters: settings.parameters, restoring: copy, seed: seed,
                at: scenario.network.now)
            return node.channels[scenario.id]?.validator.lastSequence ?? 0
        }.sorted()
        let nearest = zip(firsts, firsts.dropFirst()).map { $1 - $0 }.min()
        #expect(nearest ?? 0 > 10_000, "a run may propose that often before the next one")
    }
}
