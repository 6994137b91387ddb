// This source file is part of the Outpace project. License: see LICENSE.

import Scenarios
import Testing

/// Scenarios that can be read and mean nothing, or not what was meant.
struct ScenarioRefusalTests {
    private static let head = "name: x\nproves: y\nduration: 10 s\n"

    private func problems(_ text: String, named name: String? = nil) -> [String] {
        do throws(ScenarioError) {
            _ = try Scenario.parse(Self.head + text, file: "x.yaml", named: name)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test(arguments: [
        (
            "faults: [{at: 1 s, crash: validators.7}]", "faults[0].crash: found \"validators.7\"",
            "validators.0 to validators.3"
        ),
        (
            "expect: [{at: end, hosts: validators.4, online: 4}]",
            "expect[0].hosts: found \"validators.4\"", "validators.0 to validators.3"
        ),
        (
            "faults: [{at: 1 s, crash: random 20 of all}]",
            "faults[0].crash: found \"random 20 of all\"", "up to 4 of all"
        ),
        (
            "faults: [{at: 1 s, crash: random 4 of followers}]", "faults[0].crash",
            "up to 3 of followers"
        ),
        (
            "faults: [{at: 1 s, crash: first 3 of all but first 2 of all}]", "faults[0].crash",
            "up to 2 of all but"
        ),
        (
            "faults: [{at: 1 s, crash: random 4 of all but leader}]", "faults[0].crash",
            "up to 3 of all but leader"
        ),
        (
            "faults: [{at: 1 s, crash: random 2 of random 1 of all}]", "faults[0].crash",
            "up to 1 of random 1 of all"
        ),
        (
            "expect: [{at: end, atLeast: 40, online: 4}]", "expect[0].atLeast: found \"40\"",
            "from 1 to 4"
        ),
        (
            "expect: [{at: end, hosts: followers, atLeast: 4, online: 4}]", "expect[0].atLeast",
            "from 1 to 3"
        ),
        ("expect: [{at: end, online: 9}]", "expect[0].online: found \"9\"", "from 0 to 4"),
        ("workload: {rate: 5 /s, to: random 5}", "workload.to: found \"random 5\"", "to random 4"),
        ("faults: [{at: 1 s, crash: all but all}]", "faults[0].crash: found", "some host"),
        ("faults: [{at: 1 s, fullDisk: []}]", "faults[0].fullDisk: found", "some host"),
        (
            "faults: [{at: 1 s, block: {from: leader, to: leader}}]",
            "faults[0].block.to: found \"leader\"", "another host than `from`"
        ),
        (
            "faults: [{at: 1 s, disconnect: {from: 2, to: 2}}]",
            "faults[0].disconnect.to: found \"2\"", "another host than `from`"
        ),
        ("topology: random 4", "topology: found \"random 4\"", "random 1 to random 3"),
        (
            "channels: {members: [[0, 1]], count: 2}", "channels.count: found \"2\"",
            "no `count` beside `members`"
        ),
        ("channels: {members: [[2]]}", "channels.members[0]", "2 to 25 validators"),
        ("channels: {members: []}", "channels.members: found", "a list of channels"),
        ("channels: {members: [[0, random 1 of all]]}", "channels.members[0]", "whoever is drawn"),
        (
            "channels: {members: [[0, leader]]}", "channels.members[0][1]: found \"leader\"",
            "who leads or runs"
        ),
        ("topology: [{from: all, to: 0, degree: 2}]", "topology[0].degree: found \"2\"", "1"),
        ("topology: [{from: 0, to: validators.0}]", "topology[0].to", "another host"),
        ("topology: [[1, 1]]", "topology[0][1]: found \"1\"", "another host"),
        ("faults: [{at: 1 s, crash: random 30 % of all but all}]", "faults[0].crash", "some host"),
        (
            "faults: [{at: 1 s, disconnect: {from: first 1 of all, to: 0}}]",
            "faults[0].disconnect.to: found \"0\"", "another host than `from`"
        ),
        ("channels: {members: [[0, 1], [2, 2]]}", "channels.members[1]", "each counted once"),
        (
            "workload: {rate: 5 /s, from: 5 s, until: 3 s}", "workload.until: found \"3 s\"",
            "times after 5 s"
        ),
        ("workload: {rate: 5 /s, until: 1 s}", "workload.until: found \"1 s\"", "after 2 s"),
        ("workload: {rate: 5 /s, from: 10 s}", "workload.from: found \"10 s\"", "before"),
        (
            "faults: [{at: 5 s, every: 1 s, until: 3 s, crash: 1}]",
            "faults[0].until: found \"3 s\"", "times from 5 s on"
        ),
    ])
    func `what can never be is refused`(text: String, start: String, hint: String) throws {
        let found = problems("nodes: 4\n" + text)
        let first = try #require(found.first)
        #expect(first.hasPrefix("line 5: "))
        #expect(first.contains(start))
        #expect(first.contains(hint))
    }

    @Test(arguments: [
        "heal: all", "restart: 1", "copy: {hosts: 1, name: a}", "freeDisk: 1",
        "disconnect: {from: 0, to: 1}", "connect: {from: 0, to: 1}",
    ])
    func `a fault that nothing undoes has no for`(fault: String) throws {
        let text = "nodes: 4\nfaults: [{at: 1 s, \(fault), for: 2 s}]"
        let first = try #require(problems(text).first)
        #expect(first.hasPrefix("line 5: faults[0].for: found \"2 s\""))
        #expect(first.contains("nothing is undone after \(fault.prefix { $0 != ":" })"))
    }

    @Test(arguments: [
        ("restore: {hosts: 1, name: old}", "restore.name: found \"old\"", "an earlier copy"),
        ("copy: {hosts: 1, name: olds}", "restore.name: found \"old\"", "did you mean olds?"),
        (
            "copy: {hosts: [0, 2], name: old}", "restore.hosts: found \"1\", of which host 1",
            "allowed: 0, 2"
        ),
        ("copy: {hosts: first 1 of all, name: old}", "host 1 has no copy old", "allowed: 0"),
    ])
    func `nothing is restored that was not copied`(
        first: String, start: String, hint: String
    ) throws {
        let text = """
            nodes: 4
            faults:
              - { at: 1 s, \(first) }
              - { at: 2 s, restore: { hosts: 1, name: old } }
            """
        let found = try #require(problems(text).last)
        #expect(found.hasPrefix("line 7: faults[1].restore"))
        #expect(found.contains(start))
        #expect(found.contains(hint))
    }

    @Test func `a copy that comes later is not there yet`() throws {
        let text = """
            nodes: 4
            faults:
              - { at: 2 s, restore: { hosts: 1, name: old } }
              - { at: 2 s, copy: { hosts: all, name: old } }
            """
        #expect(problems(text).first?.contains("no copy before 2 s") == true)
    }

    @Test(arguments: [
        ("all", "1"), ("homes", "random 1 of homes"), ("honest", "all"), ("all", "down"),
        ("[0, homes]", "homes.1"), ("random 1 of homes", "homes.0"), ("leader", "0"),
        ("homes", "followers"),
    ])
    func `what may have been copied can be restored`(copied: String, restored: String) {
        let text = """
            nodes: { office: 2, homes: 2 }
            faults:
              - { at: 2 s, restore: { hosts: \(restored), name: old } }
              - { at: 1 s, copy: { hosts: \(copied), name: old } }
            """
        #expect(problems(text).isEmpty)
    }

    @Test(arguments: [
        "crash: random 2 of down", "crash: random 4 of honest", "crash: random 100 % of all",
        "crash: 1, for: 60 s", "block: {from: leader, to: 0}", "disconnect: {from: all, to: all}",
        "disconnect: {from: random 1 of all, to: random 1 of all}",
        "connect: {from: random 30 % of all, to: random 30 % of all}",
        "crash: [last 2 of validators, random 2 of all]",
    ])
    func `what may be is not refused`(fault: String) {
        #expect(problems("nodes: 4\nfaults: [{at: 1 s, \(fault)}]").isEmpty)
    }

    @Test func `only hosts of kind validator validate`() {
        let nodes = "nodes: { a: 2, b: { count: 2, kind: observer } }\n"
        #expect(problems(nodes + "channels: { members: [[a]] }").isEmpty)
        let found = problems(nodes + "channels: { members: [[a, b.1]] }").first
        #expect(found?.hasPrefix("line 5: channels.members[0][1]: found \"b.1\"") == true)
        #expect(found?.contains("which 3 is not") == true)
    }

    @Test(arguments: [
        ("members: [[0, 1], [1, 2]]", "3", false), ("members: [[0, 1], [1, 2]]", "[2, 3]", true),
        ("validators: 3", "3", false), ("validators: 3", "random 1 of all", true),
        ("validators: 3, spread: rotate, count: 2", "3", true), ("validators: 3", "honest", true),
        ("validators: 3, spread: rotate", "3", false),
        ("members: [[0, random 1 of all but 0]]", "3", true),
    ])
    func `events are posted to hosts that can validate`(channels: String, to: String, can: Bool) {
        let text = "nodes: 4\nchannels: { \(channels) }\nworkload: { rate: 5 /s, to: \(to) }"
        let found = problems(text)
        #expect(found.isEmpty == can)
        if !can { #expect(found[0].contains("workload.to: found \"3\"; allowed: hosts of which")) }
    }

    @Test func `events may be posted to observers`() {
        let nodes =
            "nodes: { a: 2, b: { count: 2, kind: observer }, c: { count: 1, kind: outsider } }"
        #expect(problems(nodes + "\nworkload: { rate: 5 /s, to: b }").isEmpty)
        #expect(!problems(nodes + "\nworkload: { rate: 5 /s, to: c }").isEmpty)
    }

    @Test func `a class of uplinks whose rate cannot be read is no unknown class`() {
        let found = problems(
            "bandwidth: { home: 5 MB/s }\nnodes: { a: { count: 2, uplink: home } }")
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("line 4: bandwidth.home: found") == true)
    }

    @Test func `a scenario may have to be called like its file`() {
        #expect(problems("nodes: 4", named: "x").isEmpty)
        let found = problems("nodes: 4", named: "z").first
        #expect(found?.hasPrefix("line 1: name: found \"x\"; allowed: z") == true)
    }

    @Test(arguments: [
        ("faults: [{at: 1 s, latency: {range: 400ms..100ms}}]", "the first is larger"),
        ("nodes: {a: {count: 4, clock: {drift: 9..5 ppm}}}", "the first is larger"),
        ("faults: [{at: -15 s, crash: 1}]", "found \"-15 s\", which is negative"),
        ("faults: [{at: 1 s, every: 0 s, crash: 1}]", "times from 1 ms to 24 h"),
        ("channels: {settleDelay: 2 min}", "times from 0 s to 60 s"),
        ("faults: [{at: 99 s, crash: 1}]", "the scenario's duration, 10 s"),
        ("expect: [{at: 99 s, online: 4}]", "the end of the healed phase, 30 s"),
        ("healed: 1500 ms\nexpect: [{at: 99 s, online: 4}]", "the healed phase, 11.5 s"),
        ("healed: 110 s\nexpect: [{at: 121 s, online: 4}]", "the healed phase, 2 min"),
        ("faults: [{at: 1 s, stall: 1}]", "faults[0].for: it is missing; stall needs it"),
        ("channels: {settle: 1 s}", "did you mean settleDelay?"),
        ("channels: {missed: 10}", "did you mean missedEventsThreshold?"),
    ])
    func `a message says what is wrong in the words of the language`(
        text: String, message: String
    ) throws {
        let nodes = text.hasPrefix("nodes") ? "" : "nodes: 4\n"
        let first = try #require(problems(nodes + text).first)
        #expect(first.contains(message))
    }
}
