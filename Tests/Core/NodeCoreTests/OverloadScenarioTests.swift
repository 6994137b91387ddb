// This source file is part of the Outpace project. License: see LICENSE.

import Mempool
import NodeCore
import SimulatedWorld
import TestSupport
import Testing
import Validator

/// More events than there is room for must cost time, not the channel.
struct OverloadScenarioTests {
    /// Four validators that each may fill a pool with ten events on their word alone.
    private func scenario() throws -> Scenario {
        var settings = World.Settings()
        settings.parameters.mempool.eventLimit = 60
        var scenario = try Scenario(nodes: 4, settings: settings)
        try #require(scenario.goLive() != nil, "\(scenario.picture)")
        return scenario
    }

    @Test func `one node acknowledges what the others have room for, and that is paid`() throws {
        var scenario = try scenario()
        var acknowledged = 0
        for _ in 0..<10 {
            scenario.network.submit(scenario.makeEvents(30), to: 0)
            acknowledged += 10
            let paid = scenario.settle(on: acknowledged, within: .seconds(20))
            #expect(paid != nil, "\(scenario.picture)")
        }
        #expect(scenario.network.hosts[0].node?.counters.eventsRefused == ["ShareUsedUp": 10])
        #expect(scenario.faults == [])
    }

    /// Host 2 has ten events of host 1 that the leader lacks, and the leader has ten others.
    @Test func `a proposal brings its records to a validator that has no room for them`() throws {
        var scenario = try scenario()
        let copy = scenario.network.hosts[1].journal
        scenario.network.partition([[0, 3], [1, 2]])
        scenario.network.submit(scenario.makeEvents(10), to: 1)
        let id = scenario.id
        let isHeld = scenario.network.run(within: .seconds(5)) { network in
            network.view(2, id)?.validator.pool.vouchedCount == 10
        }
        #expect(isHeld != nil, "\(scenario.picture)")
        scenario.network.kill(3)
        scenario.network.partition([[0, 1], [2]])
        scenario.network.restart(1, from: copy)
        scenario.network.run(for: .seconds(2))
        scenario.network.submit(scenario.makeEvents(10), to: 1)
        let isTaken = scenario.network.run(within: .seconds(5)) { network in
            network.view(0, id)?.validator.pool.count == 10
        }
        #expect(isTaken != nil, "\(scenario.picture)")
        scenario.network.heal()
        #expect(scenario.settle(on: 20, within: .seconds(60)) != nil, "\(scenario.picture)")
        #expect(scenario.faults == [])
    }

    /// Others keep no report of them, and their author does not know that the leader forgot.
    @Test func `a leader that forgot who observed what waits is told again`() throws {
        var settings = World.Settings()
        settings.parameters.validator.reportsKeptLimit = 0
        var scenario = try Scenario(nodes: 4, settings: settings)
        try #require(scenario.goLive() != nil, "\(scenario.picture)")
        let copy = scenario.network.hosts[0].journal
        for host in 2...3 { scenario.network.kill(host) }
        scenario.network.submit(scenario.makeEvents(5), to: 1)
        let id = scenario.id
        let isHeard = scenario.network.run(within: .seconds(5)) { network in
            network.view(0, id)?.validator.pool.vouchedCount == 5
        }
        #expect(isHeard != nil, "\(scenario.picture)")
        scenario.network.restart(0, from: copy)
        for host in 2...3 { scenario.network.restart(host) }
        #expect(scenario.settle(on: 5, within: .seconds(60)) != nil, "\(scenario.picture)")
        #expect(scenario.faults == [])
    }
}
