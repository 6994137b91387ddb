// This source file is part of the Outpace project. License: see LICENSE.

import Mempool
import Outpace
import Primitives
import TestSupport
import Testing
import Validator
import ValidatorMessages

/// What a validator never signs, and what counts as a signature.
struct SigningTests {
    @Test func `a bad state signature does not count`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<3)
        try bench.submit(events)
        let draft = try Draft(events, on: bench)
        bench.propose(draft)
        bench.approve(draft, by: 2, isStateSignatureValid: false)
        #expect(bench.validator.approved == nil)
        bench.approve(draft, by: 3)
        #expect(bench.validator.approved?.root == draft.stateRoot)
        #expect(bench.validator.certificate?.fault() == nil)
    }

    @Test func `two proposals under one sequence are evidence and close the channel`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<6)
        try bench.submit(events)
        let first = bench.propose(try Draft(Array(events[..<3]), on: bench))
        bench.effects = []
        let second = bench.propose(try Draft(events, on: bench))
        let proof = try #require(bench.validator.evidence.first)
        #expect(proof.rule == .conflictingProposals)
        #expect(proof.validator == bench.channel.leader)
        #expect(proof.statements == [first, second])
        #expect(bench.records.contains(.evidence(proof)))
        #expect(bench.approvals.isEmpty)
        #expect(bench.validator.isClosed)
    }

    @Test func `a contradiction of an older proposal is evidence too`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<9)
        _ = try bench.approveAll(Array(events[..<3]), sequence: 1)
        try bench.submit(Array(events[3...]))
        bench.propose(try Draft(Array(events[3..<6]), on: bench, sequence: 2))
        var forged = try Draft(Array(events[3...]), on: bench, sequence: 1)
        forged.parent = nil
        bench.propose(forged)
        #expect(bench.validator.evidence.map(\.rule) == [.conflictingProposals])
    }

    @Test func `the same content under a new sequence is signed again and proves nothing`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<3)
        try bench.submit(events)
        var draft = try Draft(events, on: bench)
        bench.propose(draft)
        draft.sequence = 2
        bench.propose(draft)
        #expect(bench.judgements == [nil, nil])
        #expect(bench.validator.evidence.isEmpty)
        #expect(bench.validator.floor?.sequence == 2)
    }

    /// A root is signed for balances; what is approved is a state, with its events.
    @Test func `approvals of other events under the same root do not count`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<2, publisher: 3)
        for event in events { bench.step(.received(event, carrier: 1)) }
        let told = try Draft([events[0]], on: bench)
        let toldToOthers = try Draft([events[1]], on: bench, sequence: 2)
        try #require(told.stateRoot == toldToOthers.stateRoot)
        bench.propose(told)
        #expect(bench.judgements == [nil])
        for other in [2, 3] { bench.approve(toldToOthers, by: other) }
        #expect(bench.validator.approved == nil)
        for other in [2, 3] { bench.approve(told, by: other) }
        #expect(bench.validator.approved?.stepIDs == [events[0].id])
    }

    @Test func `other events under a root that was signed need a higher sequence`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<2, publisher: 3)
        for event in events { bench.step(.received(event, carrier: 1)) }
        bench.propose(try Draft([events[0]], on: bench, sequence: 5))
        bench.restart(from: bench.snapshot)
        bench.effects = []
        bench.propose(try Draft([events[1]], on: bench, sequence: 4))
        #expect(bench.approvals.isEmpty)
        bench.propose(try Draft([events[1]], on: bench, sequence: 6))
        #expect(bench.approvals.count == 1)
    }

    @Test func `a state below the last one signed is not signed`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<10)
        try bench.submit(events)
        bench.propose(try Draft(events, on: bench))
        bench.effects = []
        bench.propose(try Draft(Array(events[..<4]), on: bench, sequence: 2))
        #expect(bench.judgements == [.invalidTransition])
        #expect(bench.approvals.isEmpty)
    }

    @Test(arguments: [1, 2])
    func `after a restart nothing is signed below the floor or beside it`(sequence: UInt64) throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<10)
        try bench.submit(events)
        bench.propose(try Draft(Array(events[..<4]), on: bench, sequence: 1))
        bench.propose(try Draft(Array(events[..<6]), on: bench, sequence: 3))
        #expect(bench.approvals.count == 2)
        bench.restart(from: bench.snapshot)
        #expect(bench.validator.floor?.sequence == 3)
        bench.effects = []
        // More than what was signed, but under a number that is used up.
        bench.propose(try Draft(events, on: bench, sequence: sequence))
        #expect(bench.approvals.isEmpty)
        // Less than what was signed, under a new number.
        bench.propose(try Draft(Array(events[..<5]), on: bench, sequence: 8))
        #expect(bench.approvals.isEmpty)
        let whole = try Draft(events, on: bench, sequence: 9)
        bench.propose(whole)
        #expect(bench.approvals.map(\.stateRoot) == [whole.stateRoot])
    }

    /// The proposal it forgot may still be on its way to those who told it what they hold.
    @Test func `a leader that is restored from a copy uses no forgotten sequence`() throws {
        var bench = try Bench(own: 0)
        let events = bench.events(0..<10)
        try bench.submit(Array(events[..<4]))
        bench.pass(.seconds(2))
        let first = try #require(bench.proposals.last)
        bench.approve(first, by: 1)
        bench.approve(first, by: 2)
        let copy = bench.snapshot
        try bench.submit(Array(events[4..<6]))
        bench.pass(.seconds(2))
        let forgotten = try #require(bench.proposals.last)
        try #require(forgotten.sequence > first.sequence)
        bench.effects = []
        bench.restart(from: copy, sequenceGap: 500)
        try bench.submit(Array(events[6...]))
        bench.pass(.seconds(2))
        let next = try #require(bench.proposals.last)
        #expect(next.sequence > first.sequence + 500)
    }

    /// It may have used others after it, which nobody could tell it of.
    @Test func `a leader leaves sequences out behind one that others tell it of`() throws {
        var bench = try Bench(own: 0)
        let events = bench.events(0..<10)
        try bench.submit(Array(events[..<4]))
        bench.pass(.seconds(2))
        let first = try #require(bench.proposals.last)
        bench.approve(first, by: 1)
        bench.approve(first, by: 2)
        bench.restart(from: bench.snapshot, sequenceGap: 500)
        let forgotten = try Draft(Array(events[4..<6]), on: bench, sequence: 2_000)
        bench.step(.adopted(bench.adoption(of: forgotten, approvedBy: [1, 2])))
        try #require(bench.validator.approved?.newState.sequence == 2_000)
        bench.effects = []
        try bench.submit(Array(events[6...]))
        bench.pass(.seconds(2))
        #expect(bench.proposals.isEmpty, "others may still be on their way")
        bench.step(.permitted)
        bench.pass(.seconds(2))
        let next = try #require(bench.proposals.last)
        #expect(next.sequence > 2_500)
    }

    @Test(arguments: [true, false])
    func `a follower that a quorum knows better than its storage signs nothing for now`(
        knowsOwn: Bool
    ) throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<6)
        try bench.submit(events)
        let state = try Draft(Array(events[..<3]), on: bench)
        bench.step(.adopted(bench.adoption(of: state, approvedBy: knowsOwn ? [2, 3] : [1, 2])))
        try #require(bench.validator.approved?.root == state.stateRoot)
        bench.propose(try Draft(Array(events[3...]), on: bench, sequence: 2))
        #expect(bench.approvals.isEmpty == !knowsOwn)
        #expect(bench.suspensionCount == (knowsOwn ? 0 : 1))
        bench.step(.permitted)
        #expect(bench.approvals.count == 1)
    }

    @Test func `nothing is signed before enough validators told what they hold`() throws {
        var bench = try Bench(own: 1, isPermitted: false)
        let events = bench.events(0..<4)
        try bench.submit(events)
        bench.propose(try Draft(events, on: bench))
        bench.pass(.seconds(5))
        #expect(bench.judgements == [])
        bench.step(.permitted)
        #expect(bench.judgements == [nil])
    }

    @Test func `a signature that peers hand back binds a restored validator`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<10)
        try bench.submit(events)
        let backup = bench.snapshot
        let proposal = bench.propose(try Draft(Array(events[..<8]), on: bench))
        let approval = try #require(bench.ownApproval)
        bench.restart(from: backup, isPermitted: false)
        bench.effects = []
        bench.step(.heard(proposal, validator: 0, isStateSignatureValid: true))
        bench.step(.recalled(approval, validator: 1))
        bench.step(.permitted)
        bench.effects = []
        bench.propose(try Draft(Array(events[..<4]), on: bench, sequence: 2))
        #expect(bench.judgements == [.invalidTransition])
        bench.propose(try Draft(events, on: bench, sequence: 3))
        #expect(bench.judgements == [.invalidTransition, nil])
    }

    @Test func `a recalled root that cannot be rebuilt is the only one that is signed`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<10)
        try bench.submit(events)
        let backup = bench.snapshot
        var draft = try Draft(Array(events[..<8]), on: bench)
        draft.listsBalances = false
        bench.propose(draft)
        let approval = try #require(bench.ownApproval)
        bench.restart(from: backup, isPermitted: false)
        bench.step(.recalled(approval, validator: 1))
        bench.step(.permitted)
        bench.effects = []
        bench.propose(try Draft(events, on: bench, sequence: 2))
        #expect(bench.approvals.isEmpty)
        draft.sequence = 3
        bench.propose(draft)
        #expect(bench.approvals.map(\.stateRoot) == [draft.stateRoot])
        bench.propose(try Draft(events, on: bench, sequence: 4))
        #expect(bench.approvals.count == 2)
    }

    @Test func `a step that pays nothing is approved and its events are included`() throws {
        var bench = try Bench(own: 1)
        let root = try bench.approveAll(bench.events(0..<2), sequence: 1)
        #expect(try bench.approveAll(bench.freeEvents(2..<4), sequence: 2) == root)
        #expect(try bench.approveAll(bench.freeEvents(4..<6), sequence: 3) == root)
        #expect(bench.validator.approved?.newState.sequence == 3)
        #expect(bench.validator.approved?.eventCount == 6)
        #expect(bench.storageFaults == [])
        #expect(bench.validator.pool.isEmpty)
    }

    @Test func `an older price list than the last one used is InvalidPrice`() throws {
        var bench = try Bench(own: 1)
        bench.price(500, sequence: 1)
        let events = bench.events(0..<6)
        try bench.submit(events)
        var draft = try Draft(Array(events[..<3]), on: bench)
        draft.priceSequence = 1
        bench.propose(draft)
        bench.approve(draft, by: 2)
        try #require(bench.validator.approved != nil)
        bench.effects = []
        bench.prices = PriceList()
        bench.propose(try Draft(Array(events[3...]), on: bench, sequence: 2))
        #expect(bench.judgements == [.invalidPrice])
    }

    @Test func `a price a quorum has used is taken though it is old`() throws {
        var bench = try Bench(own: 1)
        bench.price(500, sequence: 1, isHeard: false)
        let events = bench.events(0..<6)
        try bench.submit(events)
        var draft = try Draft(events, on: bench)
        draft.priceSequence = 1
        bench.step(.adopted(bench.adoption(of: draft, approvedBy: [2, 3])))
        try #require(bench.validator.approved?.root == draft.stateRoot)
        bench.pass(.seconds(5))
        bench.price(500, sequence: 1)
        #expect(bench.validator.prices.latestSequence == 1)
    }
}
