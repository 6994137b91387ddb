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

/// A follower in the scenes of AdEx's own tests: two validators, a deposit of 1000, fees of 100 each.
struct AdExJudgementTests {
    private func follower() throws -> Bench {
        var terms = Sample.Terms()
        terms.deposit = 1_000
        terms.fee = 100
        terms.minPerImpression = 1
        terms.maxPerImpression = 10
        terms.health = (threshold: 950, unsignable: 750)
        return try Bench(own: 1, of: 2, terms: terms)
    }

    /// The follower saw so many events of one publisher, and the leader proposes the first of them.
    private func missing(
        all count: Int, seenByLeader seen: Int
    ) throws -> (bench: Bench, events: [EventRecord], draft: Draft) {
        var bench = try follower()
        let events = bench.events(0..<count, publisher: 1)
        try bench.submit(events)
        bench.pass(.seconds(3))
        bench.effects = []
        var draft = try Draft(Array(events[..<seen]), on: bench)
        draft.excludedIDs = events[seen...].map(\.id)
        bench.propose(draft)
        return (bench, events, draft)
    }

    // I6.
    @Test func `a balance that is taken away is InvalidTransition`() throws {
        var bench = try follower()
        _ = try bench.approveAll(bench.events(0..<10, publisher: 1), sequence: 1)
        let more = bench.events(10..<12, publisher: 2)
        try bench.submit(more)
        var draft = try Draft(more, on: bench, sequence: 2)
        let victim = Balances.Entry(account: Sample.publisher(1), amount: .zero)
        try draft.rewrite([victim], on: bench)
        bench.effects = []
        bench.propose(draft)
        #expect(bench.judgements == [.invalidTransition])
    }

    // I7.
    @Test func `a balance of one more than the deposit is InvalidTransition`() throws {
        var bench = try follower()
        let events = bench.events(0..<3, publisher: 1)
        try bench.submit(events)
        var draft = try Draft(events, on: bench)
        let thief = Balances.Entry(account: Sample.publisher(1), amount: Amount(1_001))
        try draft.rewrite([thief], on: bench)
        bench.propose(draft)
        #expect(bench.judgements == [.invalidTransition])
    }

    // I9, U11.
    @Test func `a leader that saw 1 of 60 is unhealthy, and healthy once it pays the rest`() throws
    {
        var (bench, events, _) = try missing(all: 60, seenByLeader: 1)
        #expect(bench.approvals.map(\.healthPromilles) == [940])
        #expect(bench.approvals.map(\.isHealthy) == [false])
        bench.effects = []
        bench.pass(.seconds(1))
        var rest = try Draft(Array(events[1...]), on: bench, sequence: 2)
        rest.extraIDs = events[1...].map(\.id)
        bench.propose(rest)
        #expect(bench.approvals.map(\.isHealthy) == [true])
        #expect(bench.approvals.map(\.healthPromilles) == [1_000])
    }

    // I10.
    @Test func `a leader that saw 3 of 300 is refused, and signed once it pays all`() throws {
        var (bench, events, _) = try missing(all: 300, seenByLeader: 3)
        #expect(bench.judgements == [.tooLowHealth])
        #expect(bench.validator.ownHealth == 702)
        #expect(bench.validator.isCampaignUnhealthy)
        bench.effects = []
        let whole = try Draft(events, on: bench, sequence: 2)
        bench.propose(whole)
        #expect(bench.approvals.map(\.isHealthy) == [true])
        #expect(bench.validator.approved?.root == whole.stateRoot)
        #expect(!bench.validator.isCampaignUnhealthy)
    }

    // I19.
    @Test func `a state without balances is refused`() throws {
        var bench = try follower()
        var draft = try Draft(bench.events(0..<1), on: bench)
        draft.balances = Balances()
        bench.propose(draft)
        #expect(bench.judgements == [.invalidRootHash])
    }

    // D2.
    @Test func `a root that was refused for its signature is signed once the signature is right`()
        throws
    {
        var bench = try follower()
        let events = bench.events(0..<3, publisher: 1)
        try bench.submit(events)
        var draft = try Draft(events, on: bench)
        draft.signer = 1
        bench.propose(draft)
        draft.signer = 0
        draft.sequence = 2
        bench.propose(draft)
        #expect(bench.judgements == [.invalidSignature, nil])
        #expect(bench.approvals.map(\.stateRoot) == [draft.stateRoot])
    }

    // D2.
    @Test func `a root that was refused for its events is signed once they are here`() throws {
        var bench = try follower()
        let events = bench.events(0..<3, publisher: 1)
        var draft = try Draft(events, on: bench)
        bench.propose(draft)
        bench.pass(.seconds(4))
        #expect(bench.judgements == [.unobservedEvents])
        for event in events { bench.step(.received(event, carrier: 0)) }
        draft.sequence = 2
        bench.propose(draft)
        #expect(bench.judgements == [.unobservedEvents, nil])
    }

    // D3.
    @Test func `a refused state that says exhausted exhausts nothing`() throws {
        var bench = try follower()
        let events = bench.events(0..<3, publisher: 1)
        try bench.submit(events)
        var draft = try Draft(events, on: bench)
        draft.exhausted = true
        bench.propose(draft)
        try #require(bench.judgements == [.invalidBalances])
        #expect(!bench.validator.isExhausted)
        try bench.submit(bench.events(3..<4, publisher: 1))
        draft = try Draft(events, on: bench, sequence: 2)
        bench.propose(draft)
        #expect(bench.judgements.last == .some(nil))
    }
}
