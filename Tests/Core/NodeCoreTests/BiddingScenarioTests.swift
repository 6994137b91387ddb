// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Outpace
import Primitives
import SimulatedWorld
import TestSupport
import Testing
import Validator
import ValidatorMessages

/// Every reason not to bid, and that it goes away by itself.
struct BiddingScenarioTests {
    @Test func `a channel that not everybody was heard of is not LIVE`() throws {
        var scenario = try Scenario(nodes: 4)
        scenario.network.kill(3)
        scenario.network.run(for: .seconds(8))
        #expect(scenario.view(0)?.status == .confirmed)
        #expect(scenario.view(0)?.verdict.reasons == [.notLive])
        scenario.network.restart(3)
        #expect(scenario.goLive(within: .seconds(5)) != nil)
    }

    @Test func `a price of nothing pauses, and another price ends the pause`() throws {
        var scenario = try Scenario(nodes: 4)
        try #require(scenario.goLive() != nil)
        scenario.network.tell(
            0, .priced(scenario.id, price: .zero, perPublisher: [], ticket: 1_000))
        scenario.network.run(for: .seconds(2))
        for host in 0..<4 {
            #expect(scenario.view(host)?.verdict.reasons == [.paused], "\(scenario.picture)")
        }
        scenario.network.tell(
            0, .priced(scenario.id, price: Amount(50), perPublisher: [], ticket: 1_001))
        scenario.network.run(for: .seconds(2))
        for host in 0..<4 { #expect(scenario.isBidding(host), "\(scenario.picture)") }
        scenario.network.submit(scenario.makeEvents(10), to: 1)
        #expect(scenario.settle(on: 10, within: .seconds(5)) != nil)
        #expect(scenario.view(2)?.validator.approved?.paid == Amount(500))
    }

    @Test func `a price changes at once for all, and past events keep theirs`() throws {
        var scenario = try Scenario(nodes: 4)
        try #require(scenario.goLive() != nil)
        for round in 1...6 {
            scenario.network.submit(scenario.makeEvents(10), to: round % 4)
            scenario.network.run(for: .milliseconds(400))
            scenario.network.tell(
                0,
                .priced(
                    scenario.id, price: Amount(UInt64(round) * 100), perPublisher: [],
                    ticket: 2_000 + UInt64(round)))
            scenario.network.run(for: .milliseconds(200))
        }
        #expect(scenario.settle(on: 60, within: .seconds(6)) != nil, "\(scenario.picture)")
        #expect(scenario.view(3)?.validator.approved?.paid == Amount(100 + 1_000 * 15))
        #expect(scenario.faults == [])
    }

    @Test func `other rules hold at once for all, over a restart as well`() throws {
        var scenario = try Scenario(nodes: 4)
        try #require(scenario.goLive() != nil)
        let rules = Bytes(#"[{"set":["price.IMPRESSION",{"bn":"90"}]}]"#.utf8)
        scenario.network.tell(0, .retargeted(scenario.id, rules: rules, ticket: 1_000))
        scenario.network.run(for: .seconds(1))
        #expect(scenario.view(0)?.validator.approved == nil)
        scenario.network.submit(scenario.makeEvents(10), to: 1)
        #expect(scenario.settle(on: 10, within: .seconds(5)) != nil, "\(scenario.picture)")
        for host in 0..<4 {
            #expect(scenario.view(host)?.validator.approved?.paid == Amount(900))
        }
        scenario.network.kill(2)
        scenario.network.restart(2)
        #expect(scenario.goLive(within: .seconds(8)) != nil)
        scenario.network.submit(scenario.makeEvents(10), to: 2)
        #expect(scenario.settle(on: 20, within: .seconds(6)) != nil, "\(scenario.picture)")
        #expect(scenario.view(2)?.validator.approved?.paid == Amount(1_800))
        #expect(scenario.faults == [])
    }

    @Test(arguments: ["", "{}", "[7]", #"[{"nothing":1}]"#])
    func `invalid rules are not said`(text: String) throws {
        var scenario = try Scenario(nodes: 2)
        let rules = Bytes(text.utf8)
        scenario.network.tell(0, .retargeted(scenario.id, rules: rules, ticket: 7))
        scenario.network.run(for: .seconds(1))
        #expect(scenario.network.hosts[0].answers[7]?.refusal == .invalidRules)
    }

    @Test(arguments: [(0, "priceOutOfBounds"), (1, "notLeader")])
    func `a price is refused`(host: Int, why: String) throws {
        var scenario = try Scenario(nodes: 2)
        scenario.network.tell(
            host, .priced(scenario.id, price: Amount(2_000), perPublisher: [], ticket: 7))
        scenario.network.run(for: .seconds(1))
        let refusal = scenario.network.hosts[host].answers[7]?.refusal
        #expect(refusal == (why == "notLeader" ? .notLeader : .priceOutOfBounds))
    }

    @Test func `events that nobody approves are StaleState until they are`() throws {
        var scenario = try Scenario(nodes: 3)
        try #require(scenario.goLive() != nil)
        scenario.network.kill(1)
        scenario.network.kill(2)
        scenario.network.submit(scenario.makeEvents(5), to: 0)
        scenario.network.run(for: .seconds(10))
        #expect(scenario.view(0)?.verdict.reasons.contains(.staleState) == true)
        scenario.network.restart(1)
        scenario.network.restart(2)
        #expect(scenario.settle(on: 5, within: .seconds(10)) != nil, "\(scenario.picture)")
        #expect(scenario.goLive(within: .seconds(5)) != nil, "\(scenario.picture)")
    }

    @Test func `the withdraw period and the end of a channel stop bidding and events`() throws {
        var terms = Sample.Terms()
        terms.withdrawPeriodStart = Sample.start.milliseconds + 8_000
        terms.validUntil = Sample.start.milliseconds / 1_000 + 12
        var scenario = try Scenario(nodes: 4, terms: terms)
        try #require(scenario.goLive() != nil)
        scenario.network.run(for: .milliseconds(8_200))
        for host in 0..<4 { #expect(scenario.view(host)?.verdict.reasons == [.withdrawPeriod]) }
        let ticket = scenario.network.submit(scenario.makeEvents(1), to: 1)
        scenario.network.run(for: .seconds(6))
        #expect(
            scenario.network.hosts[1].answers[ticket]?.refusal == .event(0, EventRefusal.closed))
        for host in 0..<4 {
            #expect(scenario.view(host)?.status == .expired)
            #expect(scenario.view(host)?.verdict.reasons.contains(.expired) == true)
        }
    }

    @Test func `a channel that the chain ended takes and pays nothing more`() throws {
        var scenario = try Scenario(nodes: 4)
        try #require(scenario.goLive() != nil)
        scenario.network.tell(1, .chain(scenario.id, .expired))
        let ticket = scenario.network.submit(scenario.makeEvents(1), to: 1)
        scenario.network.run(for: .seconds(1))
        #expect(
            scenario.network.hosts[1].answers[ticket]?.refusal == .event(0, EventRefusal.closed))
        #expect(scenario.view(1)?.status == .expired)
    }

    @Test func `events that pay nothing are included and do not stop bidding`() throws {
        var scenario = try Scenario(nodes: 4)
        try #require(scenario.goLive() != nil)
        scenario.network.submit(scenario.makeEvents(5), to: 1)
        try #require(scenario.settle(on: 5, within: .seconds(5)) != nil)
        let clicks = try scenario.makeEvents(4).map { event in
            try EventRecord(
                making: EventRecord.Content(
                    channel: scenario.id, type: .click, publisher: event.publisher, user: nil,
                    adUnit: "", adSlot: "", slotType: "", referrer: "", country: "",
                    operatingSystem: "", browser: "", occurredAt: event.occurredAt,
                    nonce: event.nonce), userSignature: nil)
        }
        scenario.network.submit(clicks, to: 2)
        #expect(scenario.settle(on: 9, within: .seconds(6)) != nil, "\(scenario.picture)")
        scenario.network.run(for: .seconds(12))
        for host in 0..<4 { #expect(scenario.isBidding(host), "\(scenario.picture)") }
        #expect(scenario.faults == [])
    }

    @Test func `events past the tolerance make the campaign unhealthy`() throws {
        var terms = Sample.Terms()
        terms.missedEventsThreshold = 10
        var scenario = try Scenario(nodes: 4, terms: terms)
        try #require(scenario.goLive() != nil)
        scenario.network.submit(scenario.makeEvents(60), to: 2)
        scenario.network.run(for: .seconds(8))
        #expect(scenario.paid(0) <= 12, "\(scenario.picture)")
        #expect(scenario.view(2)?.verdict.isActive == false, "\(scenario.picture)")
        #expect(
            scenario.view(0)?.verdict.reasons.contains(.campaignUnhealthy) == true,
            "\(scenario.picture)")
        #expect(scenario.faults == [])
    }

    @Test(arguments: [false, true])
    func `the campaign is healthy again when the events are vouched for and paid`(
        isLeaderRestarted: Bool
    ) throws {
        var terms = Sample.Terms()
        terms.missedEventsThreshold = 10
        var scenario = try Scenario(nodes: 4, terms: terms)
        try #require(scenario.goLive() != nil)
        let events = scenario.makeEvents(60)
        for node in [2, 3] { scenario.network.submit(events, to: node) }
        scenario.network.run(for: .seconds(8))
        try #require(scenario.view(0)?.verdict.reasons == [.campaignUnhealthy])
        scenario.network.submit(events, to: 1)
        if isLeaderRestarted {
            scenario.network.kill(0)
            scenario.network.restart(0)
        }
        scenario.network.run(for: .seconds(20))
        #expect(scenario.paid(0) == 60, "\(scenario.picture)")
        for node in 0..<4 {
            #expect(scenario.view(node)?.verdict.isActive == true, "\(scenario.picture)")
        }
        #expect(scenario.faults == [])
    }
}
