// This source file is part of the Outpace project. License: see LICENSE.

import Scenarios
import SimulatedWorld
import Testing

/// What a run does with a scenario.
struct SimulationTests {
    private func scenario(_ rest: String, duration: Int = 6) throws -> Scenario {
        let text = "name: x\nproves: y\nduration: \(duration) s\nhealed: 6 s\n" + rest
        return try Scenario.parse(text, file: "x.yaml")
    }

    private func outcome(_ rest: String, seed: UInt64 = 1) throws -> SimulationOutcome {
        var simulation = try Simulation(try scenario(rest), seed: seed)
        return simulation.run()
    }

    private func faults(_ rest: String, seed: UInt64 = 1) throws -> [(at: Duration, fault: Fault)] {
        var simulation = try Simulation(try scenario(rest), seed: seed)
        var faults: [(at: Duration, fault: Fault)] = []
        _ = simulation.run { turn, _ in
            if case .fault(let fault) = turn.kind, turn.at < .seconds(6) {
                faults.append((turn.at, fault))
            }
        }
        return faults
    }

    @Test func `a role that ends is no reason not to bid`() throws {
        let text = """
            name: x
            proves: y
            duration: 12 s
            nodes: 2
            faults: [{ at: 1 s, turn: { hosts: 1, role: approvingFollower }, for: 10 s }]
            """
        var simulation = try Simulation(try Scenario.parse(text, file: "x.yaml"), seed: 1)
        #expect(simulation.run().failure == nil)
    }

    @Test func `what was acknowledged by a host that then falls silent need not be paid`() throws {
        let text = """
            name: x
            proves: y
            duration: 6 s
            healed: 10 s
            nodes: 4
            workload: { rate: 20 /s, to: one, until: 5 s }
            faults: [{ at: 5 s, turn: { hosts: 3, role: silentValidator } }]
            expect: [{ at: end, allPaid: true, delivery: 100 % }]
            """
        var simulation = try Simulation(try Scenario.parse(text, file: "x.yaml"), seed: 1)
        #expect(simulation.run().failure == nil)
    }

    @Test func `equal seeds give equal runs`() throws {
        let scenario = try SimulationsFolder.scenario("crash-restart")
        var one = try Simulation(scenario, seed: 5)
        var other = try Simulation(scenario, seed: 5)
        let (first, second) = (one.run(), other.run())
        #expect(first.transcriptHash == second.transcriptHash)
        #expect(first.steps == second.steps)
    }

    @Test func `different seeds give different runs`() throws {
        let text = "nodes: 3\nworkload: {rate: 5 /s}"
        #expect(try outcome(text, seed: 1).transcriptHash != outcome(text, seed: 2).transcriptHash)
    }

    @Test func `a whole transcript does not change the run`() throws {
        let scenario = try scenario("nodes: 2\nworkload: {rate: 5 /s}")
        var one = try Simulation(scenario, seed: 1)
        var other = try Simulation(scenario, seed: 1, keepsWholeTranscript: true)
        #expect(one.run().transcriptHash == other.run().transcriptHash)
    }

    @Test func `a run lasts as long as the scenario and its healed phase`() throws {
        #expect(try outcome("nodes: 2").virtualTime == .seconds(12))
    }

    @Test func `posted events are acknowledged and paid`() throws {
        let outcome = try outcome(
            "nodes: 3\nworkload: {rate: 5 /s, to: one}\nexpect: [{at: end, allPaid: true}]")
        #expect(outcome.hasPassed)
        #expect(outcome.figures.postedCount > 10)
        #expect(outcome.figures.acknowledgedCount == outcome.figures.postedCount)
        #expect(outcome.paidCount == outcome.figures.postedCount)
        #expect(outcome.figures.payment.percentile(500) ?? .zero > .seconds(1))
    }

    @Test func `an expectation that does not hold ends the run and names its line`() throws {
        let outcome = try outcome(
            "nodes: 3\nexpect:\n  - {at: 3 s, online: 2}\n  - {at: end, online: 3}")
        #expect(!outcome.hasPassed)
        #expect(outcome.unmetExpectations.map(\.line) == [7])
        #expect(outcome.unmetExpectations.first?.at == .seconds(3))
        #expect(outcome.virtualTime == .seconds(3))
        #expect(!outcome.lastLines.isEmpty)
    }

    @Test(arguments: [
        ("status: LIVE", nil), ("status: VIOLATED_CONSTRAINTS", "the status is LIVE"),
        ("refused: [MissedEvents]", "refused no proposal for MissedEvents"),
        ("{atLeast: 3, online: 3}", nil),
        ("{atLeast: 2, online: 2}", "it holds for 0 of 3 hosts, expected at least 2: host 2"),
        (
            "{hosts: [down, 0], atLeast: 2, online: 3}",
            "1 of these hosts run and are honest, expected at least 2"
        ),
    ])
    func `statuses, refusals and the number of hosts are looked at`(
        expected: String, found: String?
    ) throws {
        let inner = expected.hasPrefix("{") ? String(expected.dropFirst().dropLast()) : expected
        let outcome = try outcome("nodes: 3\nexpect: [{at: end, \(inner)}]")
        #expect((outcome.failure == nil) == (found == nil))
        #expect(outcome.failure?.contains(found ?? "") ?? true)
    }

    @Test func `followers of an inflating leader refuse, and say why`() throws {
        let outcome = try outcome(
            """
            nodes: { liar: { count: 1, role: { inflatingLeader: 100 % } }, others: 3 }
            workload: { rate: 10 /s }
            expect: [{ at: end, refused: [InvalidBalances] }, { at: end, refused: [NotLeader] }]
            """)
        #expect(outcome.failure?.contains("no proposal for NotLeader, but for") == true)
    }

    @Test(arguments: ["allPaid: true", "delivery: 100 %", "paymentLatency: {p50: 9 s}"])
    func `nothing is said of events where there were none`(expected: String) throws {
        let outcome = try outcome("nodes: 3\nexpect: [{at: end, \(expected)}]")
        #expect(outcome.failure?.contains("no event") == true)
    }

    @Test(arguments: [
        ("{ p50: 1 ms }", "paymentLatency: p50 is "),
        ("{ max: 1500 us }", "paymentLatency: max is "),
    ])
    func `what took too long is told in the words of the language`(
        bounds: String, start: String
    ) throws {
        let outcome = try outcome(
            "nodes: 3\nworkload: {rate: 5 /s}\nexpect: [{at: end, paymentLatency: \(bounds)}]")
        let failure = try #require(outcome.failure)
        #expect(failure.contains(start))
        #expect(failure.hasSuffix(bounds.contains("max") ? "at most 1.5 ms" : "at most 1 ms"))
        #expect(failure.contains(#/is \d+(\.\d{1,3})? s,/#))
    }

    @Test func `no event is owed that its disk lost, and nothing is said by none`() throws {
        let outcome = try outcome(
            """
            nodes: 3
            workload: { rate: 20 /s, to: 1, until: 4 s }
            faults:
              - { at: 1 s, copy: { hosts: all, name: old } }
              - { at: 4500ms, restore: { hosts: 1, name: old } }
            expect: [{ at: end, allPaid: true }]
            """)
        #expect(outcome.figures.acknowledgedCount > 10)
        #expect(outcome.failure?.contains("no event is owed") == true)
    }

    @Test func `a fault happens when it is due, again, and is undone`() throws {
        let found = try faults(
            "nodes: 3\nfaults: [{at: 1 s, every: 2 s, until: 4 s, for: 500ms, crash: 1}]")
        #expect(found.map(\.at) == [1_000, 1_500, 3_000, 3_500].map { .milliseconds($0) })
        #expect(found.map(\.fault) == [.crash([1]), .restart([1]), .crash([1]), .restart([1])])
    }

    @Test func `hosts are drawn anew for each time, and the same for a seed`() throws {
        let text = "nodes: 9\nfaults: [{at: 100ms, every: 100ms, stall: random 1 of all, for: 1ms}]"
        let found = try faults(text).map(\.fault)
        #expect(Set(found).count > 4)
        #expect(try faults(text).map(\.fault) == found)
        #expect(try faults(text, seed: 2).map(\.fault) != found)
    }

    @Test func `the healed phase starts what is down and heals what is apart`() throws {
        let text = """
            nodes: 4
            faults:
              - { at: 2 s, crash: 1 }
              - { at: 2 s, partition: [[0, 2]] }
              - { at: 2 s, fullDisk: 3 }
            expect: [{ at: end, hosts: all, online: 4 }]
            """
        var simulation = try Simulation(try scenario(text), seed: 1)
        _ = simulation.run()
        #expect(simulation.isHealed)
        let upCount = simulation.world.hosts.count { $0.isUp }
        #expect(upCount == 4)
        #expect(simulation.world.canReach(0, 1))
    }

    @Test func `a group that joins late is down before`() throws {
        let text =
            "nodes: {a: 3, b: {count: 1, joins: 4 s}}\nexpect: [{at: 3 s, online: 3}, {at: end, online: 4}]"
        #expect(try outcome(text).failure == nil)
    }

    @Test func `the number of nodes can be another`() throws {
        let scenario = try scenario("nodes: 3\nexpect: [{at: end, bidding: on}]")
        var simulation = try Simulation(scenario, seed: 1, nodes: 5)
        #expect(simulation.run().failure == nil)
        #expect(simulation.world.hosts.count == 5)
    }

    @Test func `duplicates are posted to be acknowledged again, and paid once`() throws {
        let outcome = try outcome("nodes: 3\nworkload: {rate: 5 /s, to: one, duplicates: 100 %}")
        #expect(outcome.figures.acknowledgedCount == outcome.figures.postedCount)
        #expect(outcome.paidCount == outcome.figures.postedCount)
    }

    @Test func `a random topology has the degree that was asked for`() throws {
        let plan = try scenario("nodes: 20\ntopology: random 3").plan(seed: 3)
        #expect((40...60).contains(plan.edges.count))
        for host in 0..<20 {
            #expect(plan.edges.count { $0.dialer == host || $0.listener == host } >= 3)
        }
    }

    @Test func `channels rotate their leaders`() throws {
        let plan = try scenario("nodes: 4\nchannels: {count: 4, validators: 2, spread: rotate}")
            .plan(seed: 1)
        #expect(plan.hosts.map(\.channels.count) == [2, 2, 2, 2])
    }
}
