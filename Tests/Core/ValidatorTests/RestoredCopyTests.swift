// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Testing
import Validator
import ValidatorMessages

/// What binds a validator whose storage was replaced by a copy from before it signed.
struct RestoredCopyTests {
    /// A bench whose validator approved one state, and the records that a copy of its storage has then.
    private func bench(
        own: Int
    ) throws -> (bench: Bench, events: [EventRecord], copy: [ChannelRecord]) {
        var bench = try Bench(own: own)
        let events = bench.events(0..<20)
        if own == 0 {
            try bench.submit(Array(events[..<2]))
            bench.pass(.seconds(2))
            let first = try #require(bench.proposals.last)
            for other in [1, 2] { bench.approve(first, by: other) }
        } else {
            _ = try bench.approveAll(Array(events[..<2]), sequence: 1)
        }
        try #require(bench.validator.approved != nil)
        return (bench, events, bench.history)
    }

    /// Replaces the storage by a copy and starts again.
    private func restore(
        _ bench: inout Bench, from copy: [ChannelRecord], isPermitted: Bool = false
    ) {
        bench.history = copy
        bench.restart(from: bench.snapshot, isPermitted: isPermitted)
        bench.effects = []
    }

    @Test func `what others hand back binds after another start as well`() throws {
        var (bench, events, copy) = try bench(own: 1)
        try bench.submit(Array(events[2...]))
        copy = bench.history
        let proposal = bench.propose(try Draft(Array(events[2..<10]), on: bench, sequence: 2))
        let approval = try #require(bench.ownApproval)
        restore(&bench, from: copy)
        bench.step(.heard(proposal, validator: 0, isStateSignatureValid: true))
        bench.step(.recalled(approval, validator: 1))
        #expect(bench.suspensionCount == 1)
        // A plain restart, from what is stored now.
        bench.restart(from: bench.snapshot, isPermitted: false)
        #expect(bench.validator.isSuspended)
        bench.step(.permitted)
        bench.effects = []
        bench.propose(try Draft(Array(events[2..<4]), on: bench, sequence: 3))
        #expect(bench.approvals.isEmpty)
        let whole = try Draft(Array(events[2...]), on: bench, sequence: 4)
        bench.propose(whole)
        #expect(bench.approvals.map(\.stateRoot) == [whole.stateRoot])
        bench.restart(from: bench.snapshot, isPermitted: false)
        #expect(!bench.validator.isSuspended, "it signed since")
    }

    @Test(arguments: [0, 1])
    func `after states that it signed and forgot, another start is suspended too`(
        own: Int
    ) throws {
        var (bench, events, copy) = try bench(own: own)
        restore(&bench, from: copy)
        #expect(!bench.validator.isSuspended)
        let next = try Draft(Array(events[2..<4]), on: bench, sequence: 50)
        bench.step(.adopted(bench.adoption(of: next, approvedBy: [1, 2])))
        #expect(bench.suspensionCount == 1)
        bench.restart(from: bench.snapshot, isPermitted: false)
        #expect(bench.validator.isSuspended)
    }

    /// It may have gone on from the state that the copy knows, after it signed that one more.
    @Test(arguments: [0, 1])
    func `a forgotten statement about a known state tells of a copy too`(own: Int) throws {
        var (bench, events, copy) = try bench(own: own)
        let next = bench.adoption(
            of: try Draft(Array(events[2..<4]), on: bench, sequence: 50), approvedBy: [2, 3])
        let approved = bench.validator.approved
        let known = own == 0 ? approved?.proposal : bench.ownApproval
        let late = bench.sign(try #require(known).statement, by: own)
        restore(&bench, from: copy)
        bench.step(.recalled(late, validator: own))
        #expect(bench.suspensionCount == 1)
        bench.step(.adopted(next))
        #expect(bench.validator.approved?.newState.sequence == 50)
    }

    /// A peer hands back an approval, and states follow that it is no part of.
    @Test func `a follower waits after further starts until it signed something`() throws {
        var (bench, events, copy) = try bench(own: 1)
        let second = try Draft(Array(events[2..<4]), on: bench, sequence: 2)
        let own = try #require(bench.adoption(of: second, approvedBy: [1, 2]).approvals.first)
        restore(&bench, from: copy)
        bench.step(.recalled(own, validator: 1))
        bench.step(.adopted(bench.adoption(of: second, approvedBy: [2, 3])))
        let third = try Draft(Array(events[4..<6]), on: bench, sequence: 3)
        bench.step(.adopted(bench.adoption(of: third, approvedBy: [2, 3])))
        bench.restart(from: bench.snapshot, isPermitted: false)
        #expect(bench.validator.isSuspended)
    }

    @Test func `a recalled signature waits for the state that it builds on`() throws {
        var (bench, events, copy) = try bench(own: 1)
        for event in events { bench.step(.received(event, carrier: 2)) }
        copy = bench.history
        let second = bench.adoption(
            of: try Draft(Array(events[2..<4]), on: bench, sequence: 2), approvedBy: [2, 3])
        bench.step(.adopted(second))
        let third = bench.adoption(
            of: try Draft(Array(events[4..<6]), on: bench, sequence: 3), approvedBy: [2, 3])
        bench.step(.adopted(third))
        try bench.submit(Array(events[6...]))
        let forgotten = bench.propose(try Draft(Array(events[6..<14]), on: bench, sequence: 4))
        let approval = try #require(bench.ownApproval)
        restore(&bench, from: copy)
        bench.step(.heard(forgotten, validator: 0, isStateSignatureValid: true))
        bench.step(.recalled(approval, validator: 1))
        bench.step(.adopted(second))
        bench.step(.adopted(third))
        #expect(bench.validator.floor?.lineage == bench.lineage(of: forgotten))
        bench.step(.permitted)
        bench.effects = []
        try bench.submit(Array(events[6...]))
        bench.propose(try Draft(Array(events[6..<8]), on: bench, sequence: 5))
        #expect(bench.approvals.isEmpty)
    }

    @Test func `an old proposal that is handed back does not stop a leader`() throws {
        var (bench, events, copy) = try bench(own: 0)
        let old = try Draft(Array(events[2..<4]), on: bench, sequence: 50)
        let replayed = bench.sign(.newState(old.state(on: bench)), by: 0)
        let approved = bench.adoption(of: old, approvedBy: [1, 2])
        restore(&bench, from: copy)
        bench.step(.adopted(approved))
        let later = try Draft(Array(events[4..<6]), on: bench, sequence: 60)
        bench.step(.adopted(bench.adoption(of: later, approvedBy: [1, 2])))
        // Once below what is known by now, and once sent again behind it.
        bench.step(.recalled(replayed, validator: 0))
        bench.step(.recalled(bench.sign(.newState(old.state(on: bench)), by: 0), validator: 0))
        bench.step(.permitted)
        bench.effects = []
        try bench.submit(Array(events[6...]))
        bench.pass(.seconds(3))
        #expect(!bench.proposals.isEmpty)
    }

    @Test func `a leader that is told late stops, and binds itself by what it can`() throws {
        var (bench, events, copy) = try bench(own: 0)
        try bench.submit(Array(events[2..<6]))
        copy = bench.history
        bench.pass(.seconds(2))
        let draft = try Draft(Array(events[2..<10]), on: bench, sequence: 900)
        let forgotten = bench.sign(.newState(draft.state(on: bench)), by: 0)
        restore(&bench, from: copy, isPermitted: true)
        bench.pass(.seconds(2))
        let own = try #require(bench.proposals.last)
        bench.step(.recalled(forgotten, validator: 0))
        #expect(bench.suspensionCount == 1)
        #expect(bench.validator.floor?.lineage == bench.lineage(of: forgotten))
        // The outstanding one is below the floor, and would be sent again for ever.
        bench.step(.permitted)
        try bench.submit(Array(events[6...]))
        bench.effects = []
        bench.pass(.seconds(5))
        let next = try #require(bench.proposals.last)
        #expect(next.sequence > own.sequence)
        #expect(next.eventCount >= 8)
    }

    @Test func `what this run said is no forgotten signature`() throws {
        var (bench, events, _) = try bench(own: 1)
        try bench.submit(Array(events[2...]))
        bench.propose(try Draft(Array(events[2..<4]), on: bench, sequence: 2))
        let first = try #require(bench.ownApproval)
        bench.propose(try Draft(Array(events[2..<6]), on: bench, sequence: 3))
        let second = try #require(bench.ownApproval)
        try #require(first != second)
        bench.step(.recalled(first, validator: 1))
        bench.step(.recalled(second, validator: 1))
        #expect(bench.suspensionCount == 0)
        bench.restart(from: bench.snapshot, isPermitted: true)
        bench.step(.recalled(first, validator: 1))
        bench.step(.recalled(second, validator: 1))
        #expect(bench.suspensionCount == 0)
    }
}

extension Bench {
    fileprivate func lineage(of statement: SignedStatement) -> Lineage? {
        guard case .newState(let state) = statement.statement else { return nil }
        return state.lineage
    }
}
