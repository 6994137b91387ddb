// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Mempool
import NodeCore
import Outpace
import Primitives
import Reconciliation
import SimulatedWorld
import TestSupport
import Testing
import Validator
import ValidatorMessages

/// Pools that differ become equal, at a cost that follows the difference.
struct ReconciliationScenarioTests {
    /// Five validators of which three run: nothing is approved, so pools stay as they are.
    private func stalled(
        parameters: NodeParameters = NodeParameters(), seed: UInt64 = 1
    ) throws -> Scenario {
        var settings = World.Settings()
        settings.parameters = parameters
        var scenario = try Scenario(nodes: 5, settings: settings, seed: seed)
        scenario.network.kill(3)
        scenario.network.kill(4)
        scenario.network.run(for: .seconds(2))
        return scenario
    }

    private func pool(_ scenario: Scenario, _ host: Int) -> Int {
        scenario.view(host)?.validator.pool.count ?? -1
    }

    /// Questions, answers and requests of all hosts, in octets.
    private func spent(_ scenario: Scenario) -> UInt64 {
        scenario.network.hosts.compactMap { $0.node?.counters.reconcileBytesSent }.reduce(0, +)
    }

    private func repaired(_ scenario: Scenario) -> UInt64 {
        scenario.network.hosts.compactMap { $0.node?.counters.reconcileRepaired }.reduce(0, +)
    }

    private func submit(_ count: Int, to host: Int, of scenario: inout Scenario) {
        for start in stride(from: 0, to: count, by: 500) {
            scenario.network.submit(scenario.makeEvents(min(500, count - start)), to: host)
            scenario.network.run(for: .milliseconds(20))
        }
    }

    @Test func `one event of 10 000 is repaired within a settle delay and two heartbeats`() throws {
        var scenario = try stalled()
        submit(10_000, to: 0, of: &scenario)
        scenario.network.run(for: .seconds(25))
        for host in 0..<3 { #expect(pool(scenario, host) == 10_000, "\(scenario.picture)") }
        // Host 2 hands a record to those it is connected with, so host 1 misses this one.
        scenario.network.separate(1, 2)
        scenario.network.run(for: .seconds(5))
        let before = spent(scenario)
        submit(1, to: 2, of: &scenario)
        #expect(pool(scenario, 1) == 10_000)
        // Until then the event is not settled, and no summary speaks of it.
        scenario.network.run(for: .seconds(2))
        let id = scenario.id
        let time = scenario.network.run(within: .seconds(3)) { network in
            network.view(1, id)?.validator.pool.count == 10_001
        }
        #expect(time != nil, "\(scenario.picture)")
        scenario.network.run(for: .milliseconds(100))
        let cost = spent(scenario) - before
        #expect(cost <= 1_500 && cost > 300, "\(cost) octets")
        #expect(repaired(scenario) == 1)
        #expect(scenario.faults == [])
    }

    @Test func `equal pools cost a few octets in each period`() throws {
        var scenario = try stalled()
        submit(2_000, to: 0, of: &scenario)
        scenario.network.run(for: .seconds(25))
        let before = spent(scenario)
        scenario.network.run(for: .seconds(100))
        // Three pairs, ten periods of at least 10 s each. Events that wait for so long have the reports
        // compared as well, and the larger peer of each pair asks too, every 20 s.
        #expect(spent(scenario) - before <= 3 * (10 + 5) * 2 * 64)
        #expect(spent(scenario) > before)
    }

    @Test func `a reconnection of equal pools costs nothing that grows with them`() throws {
        var scenario = try stalled()
        submit(3_000, to: 0, of: &scenario)
        scenario.network.run(for: .seconds(25))
        let before = scenario.network.hosts.map(\.directBytesSent)
        scenario.network.disconnect(0, 1)
        scenario.network.run(for: .seconds(3))
        let after = scenario.network.hosts.map(\.directBytesSent)
        for host in 0...1 { #expect(after[host] - before[host] < 6_000) }
    }

    /// The away node gets what the others hold once, and each record from one of them only.
    @Test func `a node that was away for thousands of events catches up`() throws {
        var scenario = try stalled()
        scenario.network.kill(2)
        let count = 5_000
        submit(count, to: 0, of: &scenario)
        scenario.network.run(for: .seconds(5))
        let sent = scenario.network.hosts.reduce(0) { $0 + $1.directBytesSent }
        let before = spent(scenario)
        scenario.network.restart(2)
        let id = scenario.id
        let time = scenario.network.run(within: .seconds(10)) { network in
            network.view(2, id)?.validator.pool.count == count
        }
        #expect(time != nil, "\(scenario.picture)")
        scenario.network.run(for: .seconds(3))
        let record = scenario.makeEvents(1)[0].bytes.count
        let all = scenario.network.hosts.reduce(0) { $0 + $1.directBytesSent } - sent
        let talk = spent(scenario) - before
        // An id to learn it from each of two peers, an id to ask for it, and the reports.
        #expect(talk < UInt64(count * 120), "\(talk) octets")
        #expect(all < count * (record + 120 + 80), "\(all) octets, records of \(record)")
        #expect(repaired(scenario) >= UInt64(count))
        scenario.network.restart(3)
        scenario.network.restart(4)
        #expect(scenario.settle(on: count, within: .seconds(30)) != nil, "\(scenario.picture)")
        #expect(scenario.faults == [])
    }

    @Test func `what two sides of a partition took meets when it heals`() throws {
        var scenario = try Scenario(nodes: 4)
        try #require(scenario.goLive() != nil)
        scenario.network.partition([[0, 1], [2, 3]])
        submit(1_500, to: 1, of: &scenario)
        submit(1_500, to: 2, of: &scenario)
        scenario.network.run(for: .seconds(3))
        scenario.network.heal()
        #expect(scenario.settle(on: 3_000, within: .seconds(20)) != nil, "\(scenario.picture)")
        #expect(scenario.faults == [])
    }

    /// Host 1 told 2 and 3 what it observed, and they take the leader to have heard it as well.
    @Test func `a report that its author cannot repeat reaches the leader`() throws {
        var scenario = try Scenario(nodes: 4)
        try #require(scenario.goLive() != nil)
        scenario.network.run(for: .seconds(3))
        scenario.network.apply(.partition([[0], [1, 2, 3]]))
        submit(5, to: 1, of: &scenario)
        let id = scenario.id
        let reported = scenario.network.run(within: .seconds(3)) { network in
            [2, 3].allSatisfy { network.view($0, id)?.validator.pool.vouchedCount == 5 }
        }
        #expect(reported != nil, "\(scenario.picture)")
        // What was under way to the leader is lost with the connection.
        scenario.network.separate(0, 1)
        scenario.network.kill(1)
        // Gossip speaks of it no more when the leader is back, on the connections that it had.
        scenario.network.run(for: .seconds(5))
        scenario.network.apply(.heal)
        #expect(scenario.settle(on: 5, within: .seconds(60)) != nil, "\(scenario.picture)")
        #expect(scenario.faults == [])
    }

    /// A lane that holds only a few records loses most of a burst, and everything arrives all the same.
    @Test(arguments: 1...3 as ClosedRange<UInt64>)
    func `what overflowed a lane arrives`(seed: UInt64) throws {
        var parameters = NodeParameters()
        parameters.lane.queueBytesLimit = 20_000
        parameters.lane.windowBytes = 30_000
        parameters.reconciliation.servingBytesTarget = 10_000
        parameters.reconciliation.run.messageBytesTarget = 4_000
        var scenario = try stalled(parameters: parameters, seed: seed)
        for _ in 0..<5 { scenario.network.submit(scenario.makeEvents(400), to: 0) }
        let id = scenario.id
        let time = scenario.network.run(within: .seconds(20)) { network in
            [1, 2].allSatisfy { network.view($0, id)?.validator.pool.count == 2_000 }
        }
        #expect(time != nil, "\(scenario.picture)")
        #expect(repaired(scenario) > 500)
        #expect(scenario.faults == [])
    }

    /// A pool without room stays different, which must not cost a transfer every other second.
    @Test func `records that nobody has room for are not fetched again and again`() throws {
        var parameters = NodeParameters()
        parameters.mempool.eventLimit = 3_000
        var scenario = try stalled(parameters: parameters)
        scenario.network.separate(1, 2)
        scenario.network.separate(0, 2)
        submit(2_900, to: 0, of: &scenario)
        submit(2_900, to: 2, of: &scenario)
        scenario.network.run(for: .seconds(5))
        scenario.network.connect(0, 2)
        scenario.network.connect(1, 2)
        scenario.network.run(for: .seconds(10))
        let before = spent(scenario)
        scenario.network.run(for: .seconds(60))
        // Two rests of 30 s and what hides behind them, for three pairs.
        #expect(spent(scenario) - before < 1_500_000, "\(spent(scenario) - before)")
    }

    @Test func `both sides may begin, and each difference is repaired once`() throws {
        var scenario = try stalled()
        scenario.network.separate(1, 2)
        submit(300, to: 1, of: &scenario)
        submit(300, to: 2, of: &scenario)
        scenario.network.run(for: .seconds(12))
        for host in 0..<3 { #expect(pool(scenario, host) == 600, "\(scenario.picture)") }
        scenario.network.connect(1, 2)
        scenario.network.run(for: .seconds(12))
        for host in 0..<3 { #expect(pool(scenario, host) == 600) }
        // 300 events of host 2 for host 1, and the other way round, and as many reports again.
        #expect(repaired(scenario) <= 2 * 600)
        #expect(scenario.faults == [])
    }
}
