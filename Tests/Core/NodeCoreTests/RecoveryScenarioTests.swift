// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import SimulatedWorld
import TestSupport
import Testing
import Validator

/// A validator that was away has every record in the end, not only what they pay.
struct RecoveryScenarioTests {
    /// Four validators, of which the last is cut off while the others approve states.
    private func afterAbsence(settings: World.Settings = World.Settings()) throws -> Scenario {
        var scenario = try Scenario(nodes: 4, settings: settings)
        try #require(scenario.goLive() != nil, "\(scenario.picture)")
        scenario.network.partition([[0, 1, 2], [3]])
        var paid = 0
        for _ in 0..<8 {
            scenario.network.submit(scenario.makeEvents(20), to: 1)
            paid += 20
            let isPaid = scenario.network.run(within: .seconds(20)) { [id = scenario.id] network in
                (0..<3).allSatisfy {
                    network.view($0, id)?.validator.approved?.eventCount == UInt64(paid)
                }
            }
            try #require(isPaid != nil, "\(scenario.picture)")
        }
        return scenario
    }

    private func missing(_ host: Int, in scenario: Scenario) -> Int {
        scenario.network.hosts[host].journal.missingCount(of: scenario.id)
    }

    private func recover(
        _ host: Int, in scenario: inout Scenario, within limit: Duration = .seconds(60)
    ) -> Duration? {
        let id = scenario.id
        return scenario.network.run(within: limit) { network in
            network.view(host, id)?.validator.approved?.eventCount == 160
                && network.hosts[host].journal.missingCount(of: id) == 0
        }
    }

    @Test func `records come after the states, from memory and from storage`() throws {
        var scenario = try afterAbsence()
        scenario.network.heal()
        #expect(scenario.settle(on: 160, within: .seconds(20)) != nil, "\(scenario.picture)")
        #expect(missing(3, in: scenario) > 0)
        #expect(recover(3, in: &scenario) != nil, "\(scenario.picture)")
        #expect((0..<3).contains { scenario.network.hosts[$0].recordLoadCount > 0 })
        #expect(scenario.faults == [])
    }

    @Test func `an answer with many states is followed by one question`() throws {
        var scenario = try afterAbsence()
        scenario.network.heal()
        #expect(scenario.settle(on: 160, within: .seconds(20)) != nil, "\(scenario.picture)")
        // Eight states, of which four are in memory, lie behind; one reading for each validator brings
        // them, and one more may find them there.
        for host in 0..<3 {
            #expect(scenario.network.hosts[host].stateLoadCount <= 2, "\(host)")
        }
    }

    @Test func `a small batch is followed by the next`() throws {
        var settings = World.Settings()
        settings.parameters.reconciliation.recoveredLimit = 3
        var scenario = try afterAbsence(settings: settings)
        scenario.network.heal()
        #expect(recover(3, in: &scenario) != nil, "\(scenario.picture)")
        #expect(scenario.faults == [])
    }

    @Test func `a restart in between changes nothing`() throws {
        var scenario = try afterAbsence()
        scenario.network.heal()
        #expect(scenario.settle(on: 160, within: .seconds(20)) != nil, "\(scenario.picture)")
        #expect(missing(3, in: scenario) > 0)
        scenario.network.kill(3)
        scenario.network.restart(3)
        #expect(recover(3, in: &scenario) != nil, "\(scenario.picture)")
        #expect(scenario.faults == [])
    }

    @Test func `a leader that lost its disk gets them too, and hands on what it has`() throws {
        var scenario = try afterAbsence()
        let beginning = scenario.network.hosts[3].journal
        scenario.network.kill(0)
        scenario.network.restart(0, from: beginning)
        scenario.network.heal()
        #expect(recover(3, in: &scenario, within: .seconds(120)) != nil, "\(scenario.picture)")
        #expect(recover(0, in: &scenario, within: .seconds(120)) != nil, "\(scenario.picture)")
        #expect(scenario.faults == [])
    }
}
