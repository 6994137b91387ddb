// This source file is part of the Outpace project. License: see LICENSE.

import Mempool
import Outpace
import Primitives
import SimulatedWorld
import TestSupport
import Testing
import Validator
import ValidatorMessages

/// What validators tell each other about events, and when.
struct ReportingTests {
    @Test func `observed events are reported once maxTime has passed`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<5)
        try bench.submit(events)
        bench.pass(.milliseconds(999))
        #expect(bench.reports.isEmpty)
        bench.pass(.milliseconds(1))
        #expect(bench.reports.first?.observed == events.map(\.id))
    }

    @Test func `a full batch is reported at once`() throws {
        var terms = Sample.Terms()
        terms.maxEvents = 10
        var bench = try Bench(own: 1, terms: terms)
        let events = bench.events(0..<10)
        try bench.submit(Array(events[..<9]))
        bench.pass(.milliseconds(10))
        #expect(bench.reports.isEmpty)
        try bench.submit([events[9]])
        bench.pass(.zero)
        #expect(bench.reports.map(\.observed) == [events.map(\.id)])
    }

    @Test func `many observed events are split over reports`() throws {
        var parameters = ValidatorParameters()
        parameters.reportIDsLimit = 30
        var terms = Sample.Terms()
        terms.maxEvents = 20
        var bench = try Bench(own: 1, terms: terms, parameters: parameters)
        let events = bench.events(0..<100)
        try bench.submit(events)
        bench.pass(.milliseconds(1_400))
        #expect(bench.reports.flatMap(\.observed) == events.map(\.id))
        #expect(bench.reports.allSatisfy { $0.observed.count + $0.missing.count <= 30 })
    }

    @Test func `events the leader does not answer for are named once settled`() throws {
        var terms = Sample.Terms()
        terms.settleDelayMillis = 1_500
        var bench = try Bench(own: 1, terms: terms)
        let events = bench.events(0..<4)
        try bench.submit(events)
        bench.hear(
            .reportObservedEvents(
                ReportObservedEvents(
                    channel: bench.id, observed: [events[0].id], missing: [],
                    isCampaignUnhealthy: false, needMissedEvents: false)), from: 0)
        bench.pass(.milliseconds(1_499))
        #expect(bench.reports.flatMap(\.missing).isEmpty)
        bench.pass(.milliseconds(1))
        #expect(bench.reports.flatMap(\.missing) == events[1...].map(\.id))
    }

    @Test func `a leader includes events that followers name missing`() throws {
        var bench = try Bench(own: 0)
        let events = bench.events(0..<6)
        for event in events { bench.step(.received(event, carrier: 1)) }
        bench.pass(.seconds(2))
        #expect(bench.proposals.isEmpty)
        bench.hear(
            .reportObservedEvents(
                ReportObservedEvents(
                    channel: bench.id, observed: events.map(\.id), missing: events.map(\.id),
                    isCampaignUnhealthy: false, needMissedEvents: false)), from: 2)
        bench.pass(.seconds(2))
        #expect(bench.proposals.first?.eventCount == 6)
    }

    /// Its validator may have lost everything since, and will never name it.
    @Test func `a leader includes what one follower reported and never named`() throws {
        var bench = try Bench(own: 0)
        let events = bench.events(0..<3)
        bench.observe(events, by: [2])
        bench.pass(.milliseconds(500))
        #expect(bench.proposals.isEmpty)
        bench.pass(.seconds(4))
        #expect(bench.proposals.first?.eventCount == 3)
    }

    @Test func `records that nobody vouches for do not wait for payment`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<3)
        bench.observe(events, by: [])
        #expect(bench.validator.pool.count == 3)
        #expect(!bench.validator.hasWaitingEvents)
        bench.observe(events, by: [2])
        #expect(bench.validator.hasWaitingEvents)
    }

    @Test func `a leader past its tolerance disputes`() throws {
        var terms = Sample.Terms()
        terms.missedEventsThreshold = 4
        var bench = try Bench(own: 0, terms: terms)
        let events = bench.events(0..<6)
        for event in events { bench.step(.received(event, carrier: 1)) }
        bench.hear(
            .reportObservedEvents(
                ReportObservedEvents(
                    channel: bench.id, observed: events.map(\.id), missing: events.map(\.id),
                    isCampaignUnhealthy: false, needMissedEvents: true)), from: 2)
        bench.pass(.seconds(2))
        let state = try #require(bench.proposals.first)
        #expect(state.eventCount == 4)
        bench.approve(state, by: 1)
        bench.approve(state, by: 2)
        bench.pass(.seconds(2))
        #expect(bench.validator.isDisputing)
        #expect(bench.reports.last?.isCampaignUnhealthy == true)
    }

    @Test func `a report that only names events is kept for validators that come later`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<4)
        try bench.submit(Array(events[..<2]))
        _ = try bench.approveAll(Array(events[2...]), sequence: 1)
        bench.pass(.seconds(3))
        let report = Statement.reportObservedEvents(
            ReportObservedEvents(
                channel: bench.id, observed: [], missing: [events[0].id],
                isCampaignUnhealthy: false, needMissedEvents: false))
        let named = bench.hear(report, from: 2)
        let more = bench.events(4..<6)
        _ = try bench.approveAll(more, sequence: 2)
        #expect(bench.validator.statementsForCatchUp.contains(named))
    }

    @Test func `the same content goes out again until it is approved`() throws {
        var bench = try Bench(own: 0)
        try bench.submit(bench.events(0..<6))
        bench.pass(.seconds(7))
        #expect(bench.proposals.count >= 3)
        #expect(Set(bench.proposals.map(\.stateRoot)).count == 1)
        #expect(bench.proposals.map(\.sequence) == (1...UInt64(bench.proposals.count)).map { $0 })
    }

    @Test func `refusals of all rounds add up to a replacement`() throws {
        var bench = try Bench(own: 0)
        let events = bench.events(0..<6)
        try bench.submit(Array(events[..<3]))
        bench.pass(.seconds(2))
        let first = try #require(bench.proposals.last)
        bench.refuse(first, by: 1)
        bench.pass(.milliseconds(2_100))
        bench.refuse(first, by: 2)
        try bench.submit(Array(events[3...]))
        bench.pass(.seconds(3))
        #expect(bench.proposals.last?.stateRoot != first.stateRoot)
        #expect(bench.proposals.last?.eventCount == 6)
    }

    @Test func `health is told again after a restart that found it mended`() throws {
        var bench = try Bench(own: 1)
        bench.hear(
            .reportObservedEvents(
                ReportObservedEvents(
                    channel: bench.id, observed: [], missing: [], isCampaignUnhealthy: true,
                    needMissedEvents: false)), from: 1)
        bench.restart(from: bench.snapshot)
        #expect(bench.validator.isUnhealthyToAnyone)
        bench.step(.woke)
        #expect(!bench.validator.isUnhealthyToAnyone)
    }

    @Test func `resending keeps the price list the content was made with`() throws {
        var terms = Sample.Terms()
        terms.settleDelayMillis = 0
        var bench = try Bench(own: 0, terms: terms)
        try bench.submit(bench.events(0..<3))
        bench.pass(.milliseconds(1))
        let price = try bench.validator
            .price(Amount(500), perPublisher: [], at: bench.now.timestamp).get()
        bench.hear(.setImpressionPrice(price), from: 0)
        bench.pass(.seconds(3))
        #expect(
            bench.proposals.map(\.priceSequence)
                == Array(
                    repeating: 0, count: bench.proposals.count))
        #expect(bench.proposals.count >= 2)
    }

    @Test func `the record of an event that is only named missing can be had from the leader`()
        throws
    {
        var bench = try Bench(own: 0)
        let event = try #require(bench.events(0..<1).first)
        bench.step(.received(event, carrier: 3))
        #expect(bench.validator.record(of: event.id) == nil)
        bench.hear(
            .reportObservedEvents(
                ReportObservedEvents(
                    channel: bench.id, observed: [], missing: [event.id],
                    isCampaignUnhealthy: false, needMissedEvents: false)), from: 3)
        #expect(bench.validator.record(of: event.id) == event.bytes)
    }
}

extension Bench {
    /// A follower refuses a proposal.
    mutating func refuse(_ state: NewState, by author: Int) {
        hear(
            .rejectState(
                RejectState(
                    channel: id, stateRoot: state.stateRoot, lineage: state.lineage, sequence: 1,
                    reason: .tooLowHealth, accounts: [], eventIDs: [])), from: author)
    }
}
