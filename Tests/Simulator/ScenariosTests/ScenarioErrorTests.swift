// This source file is part of the Outpace project. License: see LICENSE.

import Scenarios
import Testing

/// What is said of files that are no scenarios.
struct ScenarioErrorTests {
    private static let head = "name: x\nproves: y\nduration: 10 s\n"

    private func problems(_ text: String) -> [String] {
        do throws(ScenarioError) {
            _ = try Scenario.parse(text, file: "x.yaml")
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test(arguments: [
        (
            "nodes: 4\nworklod: {rate: 1 /s}", "line 5: worklod: unknown key",
            "did you mean workload?"
        ),
        (
            "nodes: 4\nworkload: {rat: 1 /s}", "line 5: workload.rat: unknown key",
            "did you mean rate?"
        ),
        ("nodes: four", "line 4: nodes: found \"four\"", "a whole number from 1 to 5000"),
        ("nodes: 0", "line 4: nodes: found \"0\"", "a whole number from 1 to 5000"),
        (
            "nodes: {a: {count: 2, knd: observer}}", "line 4: nodes.a.knd: unknown key",
            "did you mean kind?"
        ),
        ("nodes: {leader: 4}", "line 4: nodes.leader: no group can be called so", "leader"),
        (
            "nodes: {a: {count: 2, uplink: hom}}\nbandwidth: {home: 1 Mbit/s}", "found \"hom\"",
            "did you mean home?"
        ),
        ("nodes: 4\ndepth: bytes", "line 5: depth: found \"bytes\"", "messages, octets"),
        ("nodes: 4\nlinks: {loss: 20}", "line 5: links.loss: found \"20\"", "a share"),
        ("nodes: 4\nlinks: {loss: 95 %}", "line 5: links.loss: found \"95 %\"", "90 %"),
        ("nodes: 4\nlinks: {latency: 5}", "line 5: links.latency: found \"5\"", "500ms"),
        ("nodes: 4\nlinks: {latency: 9ms..5ms}", "line 5: links.latency", "a range as 2ms..40ms"),
        ("nodes: 4\nlinks: {latency: -5ms}", "line 5: links.latency", "a length of time"),
        ("nodes: 4\nhealed: -5 s", "line 5: healed: found \"-5 s\"", "a length of time"),
        ("nodes: 4\ntopology: ring", "line 5: topology: found \"ring\"", "random N"),
        ("nodes: 4\ntopology: [[0, 4]]", "topology[0][1]: found \"4\"", "from 0 to 3"),
        ("nodes: 4\nchannels: {spread: rotat}", "channels.spread", "did you mean rotate?"),
        ("nodes: 4\nchannels: {batch: {wait: 2 min}}", "channels.batch.wait", "times from"),
        ("nodes: 4\nworkload: {rate: 5}", "workload.rate: found \"5\"", "50 /s"),
        ("nodes: 4\nworkload: {to: all}", "workload.rate: it is missing", ""),
        ("nodes: 4\nfaults: [{at: 1 s}]", "faults[0]: found 0 faults", "one of partition"),
        ("nodes: 4\nfaults: [{at: 1 s, crash: 1, tear: 2}]", "faults[0]: found 2 faults", "one of"),
        (
            "nodes: 4\nfaults:\n  - {at: 1 s, crsh: 1}", "line 6: faults[0].crsh",
            "did you mean crash?"
        ),
        ("nodes: 4\nfaults:\n  - {at: 11 s, crash: 1}", "faults[0].at", "duration"),
        ("nodes: 4\nfaults: [{crash: 1}]", "faults[0].at: it is missing", ""),
        ("nodes: 4\nfaults: [{at: 1 s, crash: 7}]", "faults[0].crash: found \"7\"", "0 to 3"),
        (
            "nodes: 4\nfaults: [{at: 1 s, crash: folowers}]", "faults[0].crash",
            "did you mean followers?"
        ),
        ("nodes: 4\nfaults: [{at: 1 s, stall: 1}]", "faults[0].for: it is missing", ""),
        (
            "nodes: 4\nfaults: [{at: 1 s, turn: {hosts: 1, role: silentValidater}}]",
            "faults[0].turn.role", "did you mean silentValidator?"
        ),
        ("nodes: 4\nexpect: [{at: end}]", "expect[0]: it expects nothing", "bidding"),
        ("nodes: 4\nexpect: [{at: end, refused: []}]", "expect[0].refused", "at least one"),
        (
            "nodes: 4\nexpect: [{at: end, refused: [MisedEvents]}]", "expect[0].refused[0]",
            "did you mean MissedEvents?"
        ),
        ("nodes: 4\nexpect: [{at: end, status: live}]", "expect[0].status", "UNKNOWN"),
        ("nodes: 4\nexpect: [{at: end, bidding: maybe}]", "expect[0].bidding", "on, off"),
        ("nodes: 4\nexpect: [{at: 31 s, online: 4}]", "expect[0].at", "end of the healed phase"),
        ("nodes: 4\nnodes: 5", "the key is given twice", ""),
        ("nodes: [", "it is not YAML", ""),
        ("duration: 5 s", "the key is given twice", ""),
    ])
    func `an error names the line, the key and what is allowed`(
        text: String, start: String, hint: String
    ) throws {
        let found = problems(Self.head + text)
        let first = try #require(found.first)
        #expect(first.contains(start))
        #expect(first.contains(hint))
        #expect(first.hasPrefix("line "))
    }

    @Test func `problems of several sections are told together, by line`() {
        let text = """
            name: x
            proves: y
            duration: 10 s
            nodes: 4
            links: { loss: 5 }
            workload: { rate: 5 }
            faults:
              - { at: 1 s, crsh: 0 }
              - { at: 2 s, crash: 9 }
            """
        let found = problems(text)
        #expect(found.count == 4)
        #expect(found.map { String($0.prefix(6)) } == ["line 5", "line 6", "line 8", "line 9"])
    }

    @Test func `the description of an error names the file`() {
        #expect(throws: ScenarioError.self) { try Scenario.parse("a: b", file: "odd.yaml") }
        do throws(ScenarioError) {
            _ = try Scenario.parse("a: b", file: "odd.yaml")
        } catch {
            #expect(error.description.hasPrefix("odd.yaml, line 1: a: unknown key"))
        }
    }

    @Test func `a channel that cannot be is a problem of the scenario`() throws {
        let scenario = try Scenario.parse(Self.head + "nodes: 1", file: "x.yaml")
        #expect(scenario.problem?.message.contains("1 validators cannot be") == true)
    }

    @Test(arguments: 0..<200)
    func `no damage to a file makes the reader trap`(seed: Int) throws {
        var octets = Array(try SimulationsFolder.text("churn.yaml").utf8)
        let place = seed * 7_919 % octets.count
        octets[place] = UInt8(seed * 31 % 96 + 32)
        _ = problems(String(decoding: octets, as: UTF8.self))
        _ = problems(String(decoding: octets.prefix(place), as: UTF8.self))
    }
}
