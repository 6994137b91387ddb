// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Identity
import NodeCore
import Outpace
import Primitives
import SimulatedWorld
import TestSupport
import Testing
import Validator
import ValidatorMessages

/// What a leader signed binds it; these are the ways in which that once stopped a channel for good.
struct StuckScenarioTests {
    private func live(_ terms: Sample.Terms = Sample.Terms()) throws -> Scenario {
        var scenario = try Scenario(nodes: 3, terms: terms)
        try #require(scenario.goLive() != nil, "\(scenario.picture)")
        return scenario
    }

    private func events(
        _ numbers: Range<Int>, publisher: Int, secondsAgo seconds: UInt64, in scenario: Scenario
    ) -> [EventRecord] {
        let time = scenario.network.now.timestamp.subtracting(milliseconds: seconds * 1_000)
        return numbers.map {
            Sample.event(
                $0, of: scenario.id, publisher: publisher, at: time.adding(milliseconds: UInt64($0))
            )
        }
    }

    private func close(
        _ scenario: Scenario, at time: Timestamp, nonce: UInt8, by key: NodeKey? = nil
    ) throws -> EventRecord {
        let content = EventRecord.Content(
            channel: scenario.id, type: .close, publisher: scenario.channel.creator,
            user: key == nil ? nil : scenario.channel.creator.bytes, adUnit: "", adSlot: "",
            slotType: "", referrer: "", country: "", operatingSystem: "", browser: "",
            occurredAt: time, nonce: Bytes(repeating: nonce, count: 16))
        let record = try EventRecord(making: content, userSignature: nil)
        guard let key else { return record }
        let signature = key.sign(stateRoot: EventRecord.userDigest(of: content))
        return try EventRecord(making: content, userSignature: signature.bytes)
    }

    /// The leader, who was alone, goes; the others come back and take older events; then it comes back.
    private func comeBack(
        _ scenario: inout Scenario, with numbers: Range<Int>, publisher: Int
    ) {
        scenario.network.run(for: .seconds(4))
        scenario.network.kill(0)
        for host in 1..<3 { scenario.network.restart(host) }
        scenario.network.run(for: .seconds(3))
        let older = events(numbers, publisher: publisher, secondsAgo: 30, in: scenario)
        for host in 1..<3 { scenario.network.submit(older, to: host) }
        scenario.network.run(for: .seconds(3))
        scenario.network.restart(0)
    }

    /// Its record sorts before all others, and what is left to it is paid last all the same.
    @Test func `a CLOSE that is older than a signed proposal takes nothing from it`() throws {
        var terms = Sample.Terms()
        terms.maxEvents = 10
        var scenario = try live(terms)
        let early = scenario.network.now.timestamp.subtracting(milliseconds: 500_000)
        for round in 0..<40 {
            let some = events(
                round * 10..<round * 10 + 10, publisher: 1, secondsAgo: 0, in: scenario)
            for host in 0..<3 { scenario.network.submit(some, to: host) }
            if round == 20 {
                for host in 1..<3 {
                    let record = try close(scenario, at: early, nonce: UInt8(host))
                    scenario.network.submit([record], to: host)
                }
            }
            scenario.network.run(for: .milliseconds(97))
        }
        let id = scenario.id
        let end = scenario.network.run(within: .seconds(20)) { network in
            (0..<3).allSatisfy { network.view($0, id)?.status == .exhausted }
        }
        #expect(end != nil, "\(scenario.picture)")
        #expect(scenario.faults == [])
    }

    @Test func `states go on while a CLOSE waits`() throws {
        var terms = Sample.Terms()
        terms.maxEvents = 10
        var scenario = try live(terms)
        let some = events(0..<50, publisher: 1, secondsAgo: 0, in: scenario)
        for host in 0..<3 { scenario.network.submit(some, to: host) }
        for host in 0..<3 {
            let record = try close(
                scenario, at: scenario.network.now.timestamp, nonce: UInt8(host))
            scenario.network.submit([record], to: host)
        }
        scenario.network.run(for: .seconds(5))
        #expect(scenario.paid(1) >= 20, "\(scenario.picture)")
        #expect(scenario.settle(on: 53, within: .seconds(20)) != nil, "\(scenario.picture)")
        for host in scenario.network.hosts {
            for entry in host.notices {
                if case .refused(_, let reason) = entry.notice { Issue.record("\(reason.name)") }
            }
        }
        #expect(scenario.faults == [])
    }

    /// The leader alone signs a state in which the creator has nothing yet.
    @Test func `events that cost nothing and were signed alone do not stop those that do`() throws {
        var terms = Sample.Terms()
        terms.missedEventsThreshold = 100
        terms.targetingRules = #"[{"onlyShowIf":{"nin":[["hidden"],{"get":"adSlotId"}]}}]"#
        var scenario = try live(terms)
        for host in 1..<3 { scenario.network.kill(host) }
        let hidden = try (0..<3).map { number in
            try EventRecord(
                making: EventRecord.Content(
                    channel: scenario.id, type: .impression, publisher: Sample.publisher(1),
                    user: nil, adUnit: "", adSlot: "hidden", slotType: "", referrer: "",
                    country: "",
                    operatingSystem: "", browser: "", occurredAt: scenario.network.now.timestamp,
                    nonce: Bytes(repeating: UInt8(number), count: 16)), userSignature: nil)
        }
        scenario.network.submit(hidden, to: 0)
        comeBack(&scenario, with: 10..<160, publisher: 2)
        #expect(scenario.settle(on: 153, within: .seconds(20)) != nil, "\(scenario.picture)")
        #expect(scenario.faults == [])
    }

    /// The deposit pays for what the leader signed alone, and then for a part of what the others have.
    @Test(arguments: [1_500, 1_505] as [UInt64])
    func `what was signed alone is paid first when the deposit ends`(deposit: UInt64) throws {
        var terms = Sample.Terms()
        terms.deposit = deposit
        terms.fee = 10
        terms.missedEventsThreshold = 150
        var scenario = try live(terms)
        for host in 1..<3 { scenario.network.kill(host) }
        let late = events(0..<100, publisher: 1, secondsAgo: 0, in: scenario)
        scenario.network.submit(late, to: 0)
        comeBack(&scenario, with: 100..<300, publisher: 2)
        let id = scenario.id
        let end = scenario.network.run(within: .seconds(30)) { network in
            (0..<3).allSatisfy { network.view($0, id)?.status == .exhausted }
        }
        #expect(end != nil, "\(scenario.picture)")
        #expect(scenario.view(0)?.validator.approved?.paid == Amount(deposit))
        #expect(scenario.faults == [])
    }

    /// A leader that is alone with a CLOSE waits for what the others took.
    @Test func `a CLOSE waits until the others are back with their events`() throws {
        var scenario = try live()
        let key = NodeKey(try Secp256k1PrivateKey(bytes: Bytes(repeating: 0, count: 31) + [3]))
        try #require(key.address == scenario.channel.creator)
        for host in 1..<3 { scenario.network.kill(host) }
        let now = scenario.network.now.timestamp
        scenario.network.submit([try close(scenario, at: now, nonce: 1, by: key)], to: 0)
        comeBack(&scenario, with: 0..<300, publisher: 1)
        #expect(scenario.settle(on: 301, within: .seconds(20)) != nil, "\(scenario.picture)")
        let approved = scenario.view(0)?.validator.approved
        #expect(approved?.beforeFees[Sample.publisher(1)] == Amount(3_000))
        #expect(approved?.paid == scenario.channel.deposit)
        #expect(scenario.faults == [])
    }
}
