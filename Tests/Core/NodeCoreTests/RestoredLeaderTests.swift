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

    /// What its last run proposed may arrive until the connections of that run have ended.
    @Test func `it proposes nothing while connections of its last run may live`() throws {
        var settings = World.Settings()
        settings.parameters.orphanedConnectionLife = .seconds(20)
        var scenario = try Scenario(nodes: 4, settings: settings)
        try #require(scenario.goLive() != nil, "\(scenario.picture)")
        let copy = scenario.network.hosts[0].journal
        scenario.network.submit(scenario.makeEvents(1), to: 1)
        try #require(scenario.settle(on: 1, within: .seconds(20)) != nil, "\(scenario.picture)")
        scenario.network.restart(0, from: copy)
        scenario.network.submit(scenario.makeEvents(1), to: 1)
        scenario.network.run(for: .seconds(19))
        #expect(scenario.paid(0) == 1)
        #expect(scenario.network.hosts[0].journal.signatures(of: scenario.id).isEmpty)
        #expect(scenario.view(0)?.validator.isPermitted == false)
        // What made it wait is stored, and the connections of before are as old as they are.
        scenario.network.restart(0)
        scenario.network.run(for: .seconds(19))
        #expect(scenario.paid(0) == 1)
        #expect(scenario.settle(on: 2, within: .seconds(10)) != nil, "\(scenario.picture)")
        #expect(scenario.faults == [])
    }

    @Test func `it does not wait for connections that have long ended`() throws {
        var settings = World.Settings()
        settings.parameters.orphanedConnectionLife = .seconds(5)
        var scenario = try Scenario(nodes: 4, settings: settings)
        try #require(scenario.goLive() != nil, "\(scenario.picture)")
        let copy = scenario.network.hosts[0].journal
        scenario.network.submit(scenario.makeEvents(1), to: 1)
        try #require(scenario.settle(on: 1, within: .seconds(20)) != nil, "\(scenario.picture)")
        scenario.network.partition([[0], [1, 2, 3]])
        scenario.network.restart(0, from: copy)
        scenario.network.run(for: .seconds(6))
        scenario.network.heal()
        scenario.network.submit(scenario.makeEvents(1), to: 1)
        #expect(scenario.settle(on: 2, within: .seconds(5)) != nil, "\(scenario.picture)")
        #expect(scenario.faults == [])
    }
}
