// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import Mempool
import Outpace
import Primitives
import SimulatedWorld
import TestSupport
import Testing
import Validator
import ValidatorMessages

/// A follower before a leader that breaks one rule at a time.
struct RejectionTests {
    @Test func `an honest proposal is signed and recorded before it is said`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<10)
        try bench.submit(events)
        let draft = try Draft(events, on: bench)
        bench.propose(draft)
        #expect(bench.judgements == [nil])
        #expect(bench.approvals.map(\.stateRoot) == [draft.stateRoot])
        #expect(bench.approvals.first?.isHealthy == true)
        let signedAt = bench.effects.firstIndex {
            if case .persist(.signed) = $0 { true } else { false }
        }
        let saidAt = bench.effects.firstIndex {
            if case .say(.approveState) = $0 { true } else { false }
        }
        #expect(try #require(signedAt) < #require(saidAt))
    }

    @Test func `a state of a follower is NotLeader`() throws {
        var bench = try Bench(own: 1)
        let draft = try Draft(bench.events(0..<1), on: bench)
        bench.hear(.newState(draft.state(on: bench)), from: 2)
        #expect(bench.judgements == [.notLeader])
        #expect(bench.refusals.first?.accounts == [bench.keys[2].address])
    }

    @Test func `a state signature of somebody else is InvalidSignature`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<3)
        try bench.submit(events)
        var draft = try Draft(events, on: bench)
        draft.signer = 3
        bench.propose(draft)
        #expect(bench.judgements == [.invalidSignature])
    }

    @Test func `a proposal for a closed channel is ChannelNotLive`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<3)
        try bench.submit(events)
        bench.step(.closed)
        bench.propose(try Draft(events, on: bench))
        #expect(bench.judgements == [.channelNotLive])
    }

    @Test(arguments: [true, false])
    func `a proposal in the withdraw period or past the end is ChannelNotLive`(
        isExpired: Bool
    ) throws {
        var terms = Sample.Terms()
        let start = Sample.start.milliseconds
        terms.withdrawPeriodStart = start + 5_000
        terms.validUntil = start / 1_000 + (isExpired ? 6 : 1_000)
        var bench = try Bench(own: 1, terms: terms)
        let events = bench.events(0..<3)
        try bench.submit(events)
        bench.pass(.seconds(8))
        bench.propose(try Draft(events, on: bench))
        #expect(bench.judgements == [.channelNotLive])
    }

    @Test func `no event is taken and nothing proposed in the withdraw period`() throws {
        var terms = Sample.Terms()
        terms.withdrawPeriodStart = Sample.start.milliseconds + 300
        var bench = try Bench(own: 0, terms: terms)
        bench.pass(.milliseconds(301))
        let event = try #require(bench.events(0..<1).first)
        let result = bench.validator.submit(event, at: bench.now)
        guard case .failure(.closed) = result else {
            Issue.record("\(result)")
            return
        }
    }

    @Test func `a proposal for an exhausted channel is ChannelNotLive`() throws {
        var terms = Sample.Terms()
        terms.deposit = 5_000
        terms.fee = 0
        terms.minPerImpression = 1_000
        var bench = try Bench(own: 1, terms: terms)
        _ = try bench.approveAll(bench.events(0..<6), sequence: 1)
        #expect(bench.validator.isExhausted)
        var draft = try Draft([], on: bench, sequence: 2)
        draft.exhausted = true
        bench.effects = []
        bench.propose(draft)
        #expect(bench.judgements.last == .channelNotLive)
    }

    @Test func `a parent that nobody supplies is UnknownParent after some patience`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<3)
        try bench.submit(events)
        var draft = try Draft(events, on: bench, sequence: 2)
        draft.parent = Digest(words: (1, 2, 3, 4))
        draft.parentLineage = Lineage(Digest(words: (5, 6, 7, 8)))
        bench.propose(draft)
        #expect(bench.judgements == [])
        #expect(bench.effects.contains { if case .fetchStates = $0 { true } else { false } })
        bench.pass(.seconds(4))
        #expect(bench.judgements == [.unknownParent])
    }

    @Test func `a leader that sends again and again does not put off the refusal`() throws {
        var bench = try Bench(own: 1)
        var draft = try Draft(bench.events(0..<3), on: bench, sequence: 2)
        draft.parent = Digest(words: (1, 2, 3, 4))
        draft.parentLineage = Lineage(Digest(words: (5, 6, 7, 8)))
        for round in 0..<4 {
            draft.sequence = UInt64(round) + 2
            bench.propose(draft)
            bench.pass(.seconds(2))
        }
        #expect(bench.judgements.first == .unknownParent)
    }

    @Test func `a proposal on an old parent is StaleSequence`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<6)
        let first = try Draft(Array(events[..<3]), on: bench)
        _ = try bench.approveAll(Array(events[..<3]), sequence: 1)
        bench.effects = []
        var draft = first
        draft.sequence = 2
        draft.events = events
        draft.stateRoot = Digest(words: (5, 5, 5, 5))
        bench.propose(draft)
        #expect(bench.judgements == [.staleSequence])
    }

    @Test func `a sequence that does not grow is StaleSequence or not heard`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<6)
        _ = try bench.approveAll(Array(events[..<3]), sequence: 5)
        try bench.submit(Array(events[3...]))
        bench.effects = []
        bench.propose(try Draft(Array(events[3...]), on: bench, sequence: 4))
        #expect(bench.judgements == [.staleSequence])
        #expect(bench.approvals.isEmpty)
    }

    @Test func `a balance that shrinks is InvalidTransition`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<10)
        _ = try bench.approveAll(events, sequence: 1)
        let more = bench.events(10..<12)
        try bench.submit(more)
        var draft = try Draft(more, on: bench, sequence: 2)
        let victim = Sample.publisher(2)
        try draft.rewrite([Balances.Entry(account: victim, amount: Amount(1))], on: bench)
        bench.effects = []
        bench.propose(draft)
        #expect(bench.judgements == [.invalidTransition])
        #expect(bench.refusals.first?.accounts == [victim])
    }

    @Test func `balances over the deposit are InvalidTransition`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<3)
        try bench.submit(events)
        var draft = try Draft(events, on: bench)
        let thief = Sample.publisher(9)
        try draft.rewrite(
            [Balances.Entry(account: thief, amount: bench.channel.deposit)], on: bench)
        bench.propose(draft)
        #expect(bench.judgements == [.invalidTransition])
    }

    @Test func `a root that is not of the balances is InvalidRootHash`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<3)
        try bench.submit(events)
        var draft = try Draft(events, on: bench)
        draft.stateRoot = Digest(words: (1, 1, 1, 1))
        bench.propose(draft)
        #expect(bench.judgements == [.invalidRootHash])
    }

    @Test func `a price that nobody supplies is InvalidPrice after some patience`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<3)
        try bench.submit(events)
        var draft = try Draft(events, on: bench)
        draft.priceSequence = 3
        bench.propose(draft)
        #expect(bench.judgements == [])
        bench.pass(.seconds(4))
        #expect(bench.judgements == [.invalidPrice])
    }

    @Test func `leaving out a price that was in force is InvalidPrice`() throws {
        var bench = try Bench(own: 1)
        bench.hear(
            .setImpressionPrice(
                SetImpressionPrice(
                    channel: bench.id, sequence: 1, price: Amount(500), perPublisher: [],
                    effectiveFrom: bench.now.timestamp.subtracting(milliseconds: 3_000))), from: 0)
        let events = bench.events(0..<3)
        try bench.submit(events)
        bench.propose(try Draft(events, on: bench))
        #expect(bench.judgements == [.invalidPrice])
    }

    @Test func `an inflated balance with the right events is InvalidBalances`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<10)
        try bench.submit(events)
        var draft = try Draft(events, on: bench)
        let friend = Sample.publisher(1)
        try draft.rewrite([Balances.Entry(account: friend, amount: Amount(9_999))], on: bench)
        bench.propose(draft)
        #expect(bench.judgements == [.invalidBalances])
        #expect(bench.refusals.first?.accounts == [friend])
    }

    @Test func `a deposit called spent that is not is InvalidBalances`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<10)
        try bench.submit(events)
        var draft = try Draft(events, on: bench)
        draft.exhausted = true
        bench.propose(draft)
        #expect(bench.judgements == [.invalidBalances])
    }

    @Test(arguments: [true, false])
    func `an event that is listed twice is not paid twice`(isLate: Bool) throws {
        var bench = try Bench(own: 1)
        let early = try #require(bench.events(0..<1, publisher: 3).first)
        bench.pass(.milliseconds(2_000))
        let events = bench.events(1..<4)
        if isLate { _ = try bench.approveAll(events, sequence: 1) }
        try bench.submit([early])
        bench.effects = []
        var draft = try Draft([early, early], on: bench, sequence: 2)
        if isLate { draft.extraIDs = [early.id, early.id] }
        bench.propose(draft)
        bench.step(.listed(draft.state(on: bench).lineage, [early.id, early.id]))
        bench.pass(.seconds(4))
        #expect(bench.approvals.isEmpty)
        #expect(bench.judgements.first != .some(nil))
        #expect(!bench.judgements.isEmpty)
    }

    /// Equal payouts give equal roots: the list of the first proposal is not that of the second.
    @Test func `a proposal of other events under the same root is judged by its own`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<2, publisher: 3)
        for event in events { bench.step(.received(event, carrier: 1)) }
        let first = try Draft([events[0]], on: bench, sequence: 1)
        let second = try Draft([events[1]], on: bench, sequence: 2)
        try #require(first.stateRoot == second.stateRoot)
        bench.propose(first)
        bench.effects = []
        bench.propose(second)
        bench.approve(second, by: 2)
        #expect(bench.validator.approved?.stepIDs == [events[1].id])
    }

    @Test func `an event that was paid before is InvalidBalances`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<3)
        _ = try bench.approveAll(events, sequence: 1)
        let draft = try Draft(events, on: bench, sequence: 2)
        bench.effects = []
        bench.propose(draft)
        #expect(bench.judgements == [.invalidBalances])
        #expect(Set(bench.refusals.first?.eventIDs ?? []) == Set(events.map(\.id)))
    }

    @Test func `events that cannot be fetched are UnobservedEvents`() throws {
        var bench = try Bench(own: 1)
        let draft = try Draft(bench.events(0..<5), on: bench)
        bench.propose(draft, isListing: false)
        #expect(bench.stepRequests == [draft.state(on: bench).lineage])
        bench.step(.listed(draft.state(on: bench).lineage, draft.events.map(\.id)))
        #expect(
            bench.effects.contains {
                if case .fetchRecords(let ids) = $0 { ids == draft.events.map(\.id) } else { false }
            })
        bench.pass(.seconds(4))
        #expect(bench.judgements == [.unobservedEvents])
        #expect(bench.refusals.first?.eventIDs == draft.events.map(\.id).sorted())
    }

    @Test func `a step that nobody lists is UnobservedEvents`() throws {
        var bench = try Bench(own: 1)
        bench.propose(try Draft(bench.events(0..<5), on: bench), isListing: false)
        bench.pass(.seconds(4))
        #expect(bench.judgements == [.unobservedEvents])
    }

    @Test(arguments: [(5, true), (6, false)])
    func `events nobody vouches for are signed up to the tolerance`(
        count: Int, isSigned: Bool
    ) throws {
        var terms = Sample.Terms()
        terms.missedEventsThreshold = 5
        var bench = try Bench(own: 1, terms: terms)
        let events = bench.events(0..<count)
        bench.observe(events, by: [0])
        bench.propose(try Draft(events, on: bench))
        #expect(bench.judgements == [isSigned ? nil : .unobservedEvents])
    }

    @Test func `events a supermajority reports need no tolerance`() throws {
        var terms = Sample.Terms()
        terms.missedEventsThreshold = 1
        var bench = try Bench(own: 1, terms: terms)
        let events = bench.events(0..<9)
        bench.observe(events, by: [0, 2, 3])
        bench.propose(try Draft(events, on: bench))
        #expect(bench.judgements == [nil])
    }

    @Test func `omitted events are MissedEvents, named, and signed once included`() throws {
        var terms = Sample.Terms()
        terms.missedEventsThreshold = 5
        var bench = try Bench(own: 1, terms: terms)
        let events = bench.events(0..<20)
        try bench.submit(events)
        bench.pass(.seconds(3))
        bench.effects = []
        let kept = Array(events[..<15])
        var draft = try Draft(kept, on: bench)
        draft.excludedIDs = events[15...].map(\.id)
        bench.propose(draft)
        #expect(bench.judgements == [.missedEvents])
        let report = try #require(bench.reports.first { $0.needMissedEvents })
        #expect(Set(report.missing) == Set(events[15...].map(\.id)))
        #expect(report.isCampaignUnhealthy)
        #expect(bench.validator.isMissingEvents)
        bench.effects = []
        let whole = try Draft(events, on: bench, sequence: 2)
        bench.propose(whole)
        #expect(bench.judgements == [nil])
        #expect(!bench.validator.isMissingEvents)
        #expect(bench.reports.last?.isCampaignUnhealthy == false)
    }

    @Test func `a state that pays far too little is TooLowHealth`() throws {
        var terms = Sample.Terms()
        terms.deposit = 1_000
        terms.fee = 0
        terms.minPerImpression = 100
        terms.missedEventsThreshold = 100
        var bench = try Bench(own: 1, terms: terms)
        let events = bench.events(0..<8)
        try bench.submit(events)
        bench.pass(.seconds(3))
        bench.effects = []
        var draft = try Draft(Array(events[..<2]), on: bench)
        draft.excludedIDs = events[2...].map(\.id)
        bench.propose(draft)
        #expect(bench.judgements == [.tooLowHealth])
        #expect(bench.validator.isCampaignUnhealthy)
    }

    @Test func `a state between the thresholds is signed as unhealthy`() throws {
        var terms = Sample.Terms()
        terms.deposit = 1_000
        terms.fee = 0
        terms.minPerImpression = 100
        terms.missedEventsThreshold = 100
        var bench = try Bench(own: 1, terms: terms)
        let events = bench.events(0..<4)
        try bench.submit(events)
        bench.pass(.seconds(3))
        bench.effects = []
        var draft = try Draft(Array(events[..<3]), on: bench)
        draft.excludedIDs = [events[3].id]
        bench.propose(draft)
        #expect(bench.judgements == [nil])
        #expect(bench.approvals.first?.isHealthy == false)
        #expect(bench.approvals.first?.healthPromilles == 900)
        #expect(bench.reports.last?.isCampaignUnhealthy == true)
    }
}
