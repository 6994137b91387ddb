// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Outpace
import Primitives
import SimulatedWorld
import TestSupport
import Testing
import Validator
import ValidatorMessages

struct FailureScenarioTests {
    @Test func `two of four down stop bidding, and back up all is paid`() throws {
        var scenario = try Scenario(nodes: 4)
        try #require(scenario.goLive() != nil)
        scenario.network.submit(scenario.makeEvents(50), to: 0)
        try #require(scenario.settle(on: 50, within: .seconds(5)) != nil, "\(scenario.picture)")
        scenario.network.kill(2)
        scenario.network.kill(3)
        let id = scenario.id
        let stopped = scenario.network.run(within: .seconds(6)) { network in
            [0, 1].allSatisfy {
                network.view($0, id)?.verdict.reasons.contains(.tooManyOffline) ?? false
            }
        }
        #expect(stopped != nil, "\(scenario.picture)")
        scenario.network.submit(scenario.makeEvents(40), to: 1)
        scenario.network.run(for: .seconds(8))
        #expect(scenario.paid(0) == 50)
        scenario.network.restart(2)
        scenario.network.restart(3)
        #expect(scenario.goLive(within: .seconds(10)) != nil, "\(scenario.picture)")
        #expect(scenario.settle(on: 90, within: .seconds(10)) != nil, "\(scenario.picture)")
        #expect(scenario.faults == [])
    }

    @Test func `a partition stops bidding, heals, and all is paid`() throws {
        var scenario = try Scenario(nodes: 4)
        try #require(scenario.goLive() != nil)
        scenario.network.partition([[0, 1], [2, 3]])
        scenario.network.submit(scenario.makeEvents(30), to: 1)
        scenario.network.submit(scenario.makeEvents(30), to: 2)
        scenario.network.run(for: .seconds(6))
        for host in 0..<4 { #expect(!scenario.isBidding(host), "\(scenario.picture)") }
        #expect(scenario.agrees(on: 0))
        scenario.network.heal()
        #expect(scenario.goLive(within: .seconds(10)) != nil, "\(scenario.picture)")
        #expect(scenario.settle(on: 60, within: .seconds(10)) != nil, "\(scenario.picture)")
        #expect(scenario.faults == [])
    }

    /// Kills both validators right after the last answer, at various points of a proposal's life.
    @Test(arguments: Array(stride(from: 0, through: 2_400, by: 300)))
    func `exactly the acknowledged events are paid when both validators die`(millis: Int) throws {
        var scenario = try Scenario(nodes: 2, seed: UInt64(millis))
        try #require(scenario.goLive() != nil)
        scenario.network.submit(scenario.makeEvents(20), to: 0)
        scenario.network.run(for: .milliseconds(millis))
        scenario.network.submit(scenario.makeEvents(10), to: 1)
        scenario.network.submit(scenario.makeEvents(10), to: 0)
        scenario.network.run(for: .milliseconds(1))
        let acknowledged = scenario.network.acknowledged
        #expect(acknowledged.count == 40)
        scenario.network.kill(0)
        scenario.network.kill(1)
        scenario.network.run(for: .seconds(1))
        scenario.network.restart(0)
        scenario.network.restart(1)
        let time = scenario.settle(on: 40, within: .seconds(15))
        #expect(time != nil, "\(scenario.picture)")
        scenario.network.run(for: .seconds(3))
        #expect(scenario.agrees(on: 40), "\(scenario.picture)")
        #expect(scenario.faults == [])
    }

    @Test(arguments: 0..<6)
    func `a commit that is torn off loses only what was not acknowledged`(seed: UInt64) throws {
        var scenario = try Scenario(nodes: 2, seed: seed)
        try #require(scenario.goLive() != nil)
        scenario.network.submit(scenario.makeEvents(20), to: 0)
        scenario.network.run(for: .milliseconds(Int64(seed) * 380))
        scenario.network.killDuringNextCommit(Int(seed % 2))
        scenario.network.submit(scenario.makeEvents(10), to: 1)
        scenario.network.run(for: .seconds(1))
        scenario.network.kill(Int(seed % 2))
        scenario.network.restart(Int(seed % 2))
        let count = scenario.network.acknowledged.count
        #expect(scenario.settle(on: count, within: .seconds(20)) != nil, "\(scenario.picture)")
        #expect(scenario.faults == [])
    }

    @Test func `a node that was away for 20 states catches up from storage`() throws {
        var scenario = try Scenario(nodes: 4)
        try #require(scenario.goLive() != nil)
        scenario.network.kill(3)
        for round in 1...20 {
            scenario.network.submit(scenario.makeEvents(5), to: round % 3)
            try #require(
                scenario.settle(on: 5 * round, within: .seconds(6)) != nil, "\(scenario.picture)")
        }
        scenario.network.restart(3)
        #expect(scenario.settle(on: 100, within: .seconds(5)) != nil, "\(scenario.picture)")
        let loads = scenario.network.hosts.reduce(0) { $0 + $1.stateLoadCount }
        #expect(loads > 0)
        scenario.network.submit(scenario.makeEvents(5), to: 3)
        #expect(scenario.settle(on: 105, within: .seconds(6)) != nil, "\(scenario.picture)")
        #expect(scenario.faults == [])
    }

    @Test func `a leader that restarts does not pass the tolerance of its followers`() throws {
        var terms = Sample.Terms()
        terms.missedEventsThreshold = 10
        var scenario = try Scenario(nodes: 4, terms: terms)
        try #require(scenario.goLive() != nil)
        scenario.network.submit(scenario.makeEvents(8), to: 0)
        try #require(scenario.settle(on: 8, within: .seconds(5)) != nil, "\(scenario.picture)")
        scenario.network.kill(0)
        scenario.network.restart(0)
        scenario.network.run(for: .seconds(1))
        scenario.network.submit(scenario.makeEvents(8), to: 0)
        scenario.network.run(for: .seconds(5))
        let common = scenario.makeEvents(5)
        for host in 0..<4 { scenario.network.submit(common, to: host) }
        #expect(scenario.settle(on: 15, within: .seconds(8)) != nil, "\(scenario.picture)")
        #expect(scenario.faults == [])
    }

    @Test func `a validator that joins late takes part in the next state`() throws {
        var scenario = try Scenario(nodes: 4)
        scenario.network.run(for: .seconds(2))
        let empty = scenario.network.hosts[3].journal
        try #require(scenario.goLive() != nil)
        scenario.network.kill(3)
        for round in 1...3 {
            scenario.network.submit(scenario.makeEvents(10), to: round % 3)
            try #require(
                scenario.settle(on: 10 * round, within: .seconds(6)) != nil, "\(scenario.picture)")
        }
        scenario.network.restart(3, from: empty)
        scenario.network.submit(scenario.makeEvents(10), to: 1)
        #expect(scenario.settle(on: 40, within: .seconds(8)) != nil, "\(scenario.picture)")
        #expect(scenario.faults == [])
    }
}
