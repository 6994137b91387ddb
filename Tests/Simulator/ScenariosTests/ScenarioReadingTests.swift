// This source file is part of the Outpace project. License: see LICENSE.

import Scenarios
import SimulatedWorld
import Testing

/// What the keys of a scenario come to.
struct ScenarioReadingTests {
    private func scenario(_ rest: String) throws -> Scenario {
        try Scenario.parse("name: x\nproves: y\nduration: 10 s\n" + rest, file: "x.yaml")
    }

    @Test func `a number of nodes is one group of honest validators`() throws {
        let scenario = try scenario("nodes: 7")
        #expect(scenario.groups == [NodeGroup(name: "validators", count: 7)])
        #expect(scenario.hostCount == 7)
    }

    @Test func `groups keep the order of the file`() throws {
        let scenario = try scenario("nodes: {b: 2, a: {count: 3, kind: observer}}")
        #expect(scenario.groups.map(\.name) == ["b", "a"])
        #expect(scenario.hosts(of: 1) == 2..<5)
        #expect(scenario.group(of: 2).kind == .observer)
    }

    @Test(arguments: [
        ("500ms", Duration.milliseconds(500)), ("10 s", .seconds(10)),
        ("1.5 s", .milliseconds(1_500)),
        ("2 min", .seconds(120)), ("2m", .seconds(120)), ("1 h", .seconds(3_600)),
        ("250 us", .microseconds(250)), ("0 s", .zero), ("0", .zero),
    ])
    func `times are read with their units`(text: String, expected: Duration) throws {
        #expect(try scenario("nodes: 4\nhealed: \(text)").healedPhase == expected)
    }

    @Test(arguments: [
        "5", "5 sec", "s", "", "five s", "1e3 s", "1..2 s", "99999999999999 s", ". s",
    ])
    func `a time without a known unit is refused`(text: String) {
        #expect(throws: ScenarioError.self) { try scenario("nodes: 4\nhealed: \"\(text)\"") }
    }

    @Test func `links have latencies in a range, shares in per mille`() throws {
        let links = try scenario("nodes: 4\nlinks: {latency: 5ms..80ms, jitter: 10 %, loss: 2.5 %}")
            .links
        #expect(links.latency == .milliseconds(5)...(.milliseconds(80)))
        #expect(links.jitterPerMille == 100)
        #expect(links.lossPerMille == 25)
    }

    @Test func `an uplink is a class or a rate, in octets a second`() throws {
        let text = """
            bandwidth: {home: 8 Mbit/s}
            nodes: {a: {count: 2, uplink: home}, b: {count: 2, uplink: 80 kbit/s}, c: 1}
            """
        #expect(try scenario(text).groups.map(\.uplink) == [1_000_000, 10_000, nil])
    }

    @Test func `a fault has its times and its hosts`() throws {
        let text =
            "nodes: 4\nfaults: [{at: 1 s, every: 2 s, until: 8 s, for: 500ms, crash: random 2 of followers}]"
        let entry = try #require(try scenario(text).timeline.first)
        #expect(entry.at == .seconds(1))
        #expect(entry.every == .seconds(2))
        #expect(entry.until == .seconds(8))
        #expect(entry.lasts == .milliseconds(500))
        #expect(entry.fault == .crash(.random(2, of: .followers)))
    }

    @Test(arguments: [
        ("3", HostSelector.number(3)), ("all", .all), ("validators", .group("validators")),
        ("validators.1", .member("validators", 1)), ("leader", .leader), ("down", .down),
        ("honest", .honest), ("random 30 % of all", .share(perMille: 300, of: .all)),
        ("first 2 of validators", .first(2, of: .group("validators"))),
        ("last 2 of all", .last(2, of: .all)), ("all but leader", .allBut(.leader)),
        ("[0, leader]", .union([.number(0), .leader])),
        ("random 1 of all but leader", .random(1, of: .allBut(.leader))),
    ])
    func `hosts are selected by number, name and chance`(
        text: String, expected: HostSelector
    ) throws {
        let entry = try scenario("nodes: 4\nfaults: [{at: 1 s, crash: \(text)}]").timeline.first
        #expect(entry?.fault == .crash(expected))
    }

    @Test func `every fault can be written`() throws {
        let text = """
            nodes: 4
            faults:
              - { at: 1 s, partition: [[0, 1], [2]] }
              - { at: 1 s, block: { from: 0, to: 1 } }
              - { at: 1 s, heal: all }
              - { at: 1 s, crash: 0 }
              - { at: 1 s, tear: 0 }
              - { at: 1 s, restart: down }
              - { at: 1 s, copy: { hosts: 0, name: a } }
              - { at: 1 s, restore: { hosts: 0, name: a } }
              - { at: 1 s, slowDisk: { hosts: 0, commit: 1ms..2ms } }
              - { at: 1 s, fullDisk: 0 }
              - { at: 1 s, freeDisk: 0 }
              - { at: 1 s, drift: { hosts: 0, rate: -5..5 ppm } }
              - { at: 1 s, jump: { hosts: 0, by: -2 s } }
              - { at: 1 s, latency: { range: 1ms..2ms, jitter: 5 % } }
              - { at: 1 s, loss: 5 % }
              - { at: 1 s, bandwidth: { hosts: 0, rate: 1 Mbit/s } }
              - { at: 1 s, stall: 0, for: 1 s }
              - { at: 1 s, turn: { hosts: 0, role: silentValidator } }
              - { at: 1 s, disconnect: { from: 0, to: 1 } }
              - { at: 1 s, connect: { from: 0, to: 1 } }
            """
        let scenario = try scenario(text)
        let times = ["at", "every", "until", "for"]
        let faults = KeySet.all.first { $0.title == "Fault" }?.names.filter { !times.contains($0) }
        #expect(scenario.timeline.count == faults?.count)
        for key in faults ?? [] { #expect(text.contains(" \(key):")) }
    }

    @Test func `each expected thing is one expectation with its line`() throws {
        let text =
            "nodes: 4\nexpect:\n  - at: 5 s\n    online: 3..4\n    bidding: off\n  - {at: end, allPaid: true}"
        let expectations = try scenario(text).expectations
        #expect(expectations.map(\.condition) == [.online(3...4), .bidding(false), .allPaid])
        #expect(expectations.map(\.at) == [.seconds(5), .seconds(5), nil])
        #expect(expectations.map(\.line) == [7, 8, 9])
    }
}
