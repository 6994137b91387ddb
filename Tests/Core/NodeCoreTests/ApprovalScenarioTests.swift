// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import NodeCore
import Outpace
import Primitives
import SimulatedWorld
import TestSupport
import Testing
import Validator
import ValidatorMessages

struct ApprovalScenarioTests {
    @Test func `four nodes go LIVE and bid within 5 s`() throws {
        var scenario = try Scenario(nodes: 4)
        #expect(scenario.goLive(within: .seconds(5)) != nil, "\(scenario.picture)")
        for host in 0..<4 { #expect(scenario.view(host)?.status == .live) }
        #expect(scenario.faults == [])
    }

    @Test func `events posted in pieces are counted once within 5 s`() throws {
        var scenario = try Scenario(nodes: 4)
        try #require(scenario.goLive() != nil)
        let events = scenario.makeEvents(300)
        for piece in 0..<6 {
            let part = Array(events[piece * 50..<piece * 50 + 50])
            scenario.network.submit(part, to: piece % 4)
            scenario.network.submit(Array(part.prefix(20)), to: (piece + 1) % 4)
            scenario.network.run(for: .milliseconds(30))
        }
        let time = scenario.settle(on: 300, within: .seconds(5))
        #expect(time != nil, "\(scenario.picture)")
        #expect(scenario.network.acknowledged == Set(events.map(\.id)))
        for host in 0..<4 {
            let certificate = try #require(scenario.view(host)?.validator.certificate)
            #expect(certificate.fault() == nil)
            #expect(certificate.signatures.count { $0 != nil } >= 3)
            #expect(scenario.view(host)?.validator.approved?.paid == Amount(3_000))
        }
        #expect(scenario.faults == [])
    }

    @Test(arguments: [2, 3, 7, 25])
    func `any number of validators reaches approval`(count: Int) throws {
        var scenario = try Scenario(nodes: count)
        try #require(scenario.goLive() != nil, "\(scenario.picture)")
        let events = scenario.makeEvents(20)
        for (place, event) in events.enumerated() {
            scenario.network.submit([event], to: place % count)
        }
        #expect(scenario.settle(on: 20, within: .seconds(6)) != nil, "\(scenario.picture)")
        #expect(scenario.faults == [])
    }

    @Test func `posting an event again changes nothing`() throws {
        var scenario = try Scenario(nodes: 4)
        try #require(scenario.goLive() != nil)
        let events = scenario.makeEvents(40)
        for _ in 0..<3 {
            scenario.network.submit(events, to: 1)
            scenario.network.submit(events, to: 2)
            scenario.network.run(for: .milliseconds(10))
        }
        try #require(scenario.settle(on: 40, within: .seconds(5)) != nil, "\(scenario.picture)")
        let ticket = scenario.network.submit(events, to: 3)
        scenario.network.run(for: .seconds(5))
        #expect(scenario.network.hosts[3].answers[ticket]?.accepted == events.map(\.id))
        #expect(scenario.agrees(on: 40), "\(scenario.picture)")
        #expect(scenario.faults == [])
    }

    @Test func `a spent deposit exhausts the channel everywhere and is paid out whole`() throws {
        var terms = Sample.Terms()
        terms.deposit = 10_000
        terms.fee = 100
        terms.minPerImpression = 30
        var scenario = try Scenario(nodes: 4, terms: terms)
        try #require(scenario.goLive() != nil)
        for piece in 0..<4 {
            scenario.network.submit(scenario.makeEvents(100), to: piece)
            scenario.network.run(for: .milliseconds(500))
        }
        let id = scenario.id
        let time = scenario.network.run(within: .seconds(10)) { network in
            (0..<4).allSatisfy { network.view($0, id)?.status == .exhausted }
        }
        #expect(time != nil, "\(scenario.picture)")
        for host in 0..<4 {
            #expect(scenario.view(host)?.validator.approved?.balances.total == Amount(10_000))
            #expect(scenario.view(host)?.verdict.reasons.contains(.exhausted) == true)
        }
        #expect(scenario.faults == [])
    }

    @Test func `equal seeds give equal transcripts`() throws {
        func transcript(seed: UInt64) throws -> Digest {
            var scenario = try Scenario(nodes: 4, seed: seed)
            scenario.network.run(for: .seconds(2))
            scenario.network.submit(scenario.makeEvents(50), to: 1)
            scenario.network.run(for: .seconds(2))
            scenario.network.kill(2)
            scenario.network.run(for: .seconds(1))
            scenario.network.restart(2)
            scenario.network.run(for: .seconds(3))
            return scenario.network.transcript.hash
        }
        let first = try transcript(seed: 7)
        #expect(try transcript(seed: 7) == first)
        #expect(try transcript(seed: 8) != first)
    }

    @Test func `fifty channels on four nodes all reach approval`() throws {
        let keys = try Sample.keys(4)
        let channels = try (0..<50).map { number in
            let leader = number % 4
            return try Sample.channel(
                number, of: Array(keys[leader...] + keys[..<leader]))
        }
        var network = World(keys: keys, channels: channels, seed: 5)
        network.run(for: .seconds(3))
        for (number, channel) in channels.enumerated() {
            let events = (0..<4).map {
                Sample.event(
                    $0, of: channel.id, publisher: $0, at: network.now.timestamp)
            }
            network.submit(events, to: number % 3)
        }
        let time = network.run(within: .seconds(8)) { network in
            channels.allSatisfy { channel in
                (0..<4).allSatisfy {
                    network.view($0, channel.id)?.validator.approved?.eventCount == 4
                }
            }
        }
        #expect(time != nil)
        #expect(network.faults == [])
    }

    @Test func `a close that every validator gets pays out the whole deposit`() throws {
        var scenario = try Scenario(nodes: 4)
        try #require(scenario.goLive() != nil)
        scenario.network.submit(scenario.makeEvents(8), to: 1)
        scenario.network.run(for: .milliseconds(100))
        for host in 0..<4 {
            let content = EventRecord.Content(
                channel: scenario.id, type: .close, publisher: scenario.channel.creator, user: nil,
                adUnit: "", adSlot: "", slotType: "", referrer: "", country: "",
                operatingSystem: "", browser: "", occurredAt: scenario.network.now.timestamp,
                nonce: Bytes(repeating: UInt8(host), count: 16))
            let record = try EventRecord(making: content, userSignature: nil)
            scenario.network.submit([record], to: host)
        }
        scenario.network.run(for: .milliseconds(500))
        for host in 0..<4 {
            #expect(scenario.view(host)?.verdict.reasons.contains(.closing) == true)
        }
        #expect(scenario.settle(on: 12, within: .seconds(16)) != nil, "\(scenario.picture)")
        for host in 0..<4 {
            let view = scenario.view(host)
            #expect(view?.validator.approved?.paid == scenario.channel.deposit)
            #expect(view?.status == .exhausted)
            #expect(view?.counters.eventsReceived.last == 1)
        }
        #expect(scenario.faults == [])
    }
}
