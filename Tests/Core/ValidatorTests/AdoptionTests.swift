// This source file is part of the Outpace project. License: see LICENSE.

import Mempool
import Outpace
import Primitives
import TestSupport
import Testing
import Validator
import ValidatorMessages

/// States that other nodes hand over.
struct AdoptionTests {
    @Test func `a state with a quorum is adopted and its events leave the pool`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<6)
        try bench.submit(Array(events[..<3]))
        let draft = try Draft(events, on: bench)
        bench.step(.adopted(bench.adoption(of: draft, approvedBy: [2, 3])))
        #expect(bench.validator.approved?.root == draft.stateRoot)
        #expect(bench.validator.pool.isEmpty)
        #expect(bench.validator.certificate?.fault() == nil)
    }

    @Test(arguments: [[2], [2, 2], []])
    func `a state without a quorum is doubted`(authors: [Int]) throws {
        var bench = try Bench(own: 1)
        let draft = try Draft(bench.events(0..<6), on: bench)
        bench.step(.adopted(bench.adoption(of: draft, approvedBy: authors)))
        #expect(bench.validator.approved == nil)
        #expect(bench.doubts == ["too few approvals"])
    }

    @Test func `a state the leader did not sign is doubted`() throws {
        var bench = try Bench(own: 1)
        var draft = try Draft(bench.events(0..<6), on: bench)
        draft.signer = 2
        bench.step(.adopted(bench.adoption(of: draft, approvedBy: [2, 3])))
        #expect(bench.validator.approved == nil)
        #expect(bench.doubts.count == 1)
    }

    @Test func `payouts that do not lead to the root are doubted`() throws {
        var bench = try Bench(own: 1)
        var draft = try Draft(bench.events(0..<6), on: bench)
        draft.payouts.removeLast()
        bench.step(.adopted(bench.adoption(of: draft, approvedBy: [2, 3])))
        #expect(bench.validator.approved == nil)
        #expect(bench.doubts.count == 1)
    }

    @Test func `a step that names an event twice is doubted`() throws {
        var bench = try Bench(own: 1)
        let event = try #require(bench.events(0..<1).first)
        let draft = try Draft([event, event], on: bench)
        bench.step(.adopted(bench.adoption(of: draft, approvedBy: [2, 3])))
        #expect(bench.validator.approved == nil)
        #expect(bench.doubts.count == 1)
    }

    @Test func `the approved state under a later sequence changes nothing`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<6)
        var draft = try Draft(events, on: bench)
        _ = try bench.approveAll(events, sequence: 1)
        draft.sequence = 2
        bench.effects = []
        bench.step(.adopted(bench.adoption(of: draft, approvedBy: [2, 3])))
        #expect(bench.validator.approved?.newState.sequence == 1)
        #expect(bench.records == [])
        #expect(!bench.validator.isBehind(draft.state(on: bench).lineage, sequence: 0))
    }

    @Test func `a higher state on an older parent replaces the approved one`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<9)
        _ = try bench.approveAll(Array(events[..<3]), sequence: 1)
        let higher = try Draft(Array(events[3...]), on: bench, sequence: 3)
        _ = try bench.approveAll(Array(events[3..<6]), sequence: 2)
        bench.effects = []
        bench.step(.adopted(bench.adoption(of: higher, approvedBy: [2, 3])))
        #expect(bench.validator.approved?.root == higher.stateRoot)
        #expect(bench.validator.approved?.eventCount == 9)
        #expect(bench.validator.evidence.isEmpty)
        #expect(bench.storageFaults == [])
    }

    @Test func `a higher first state replaces the first one`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<6)
        let higher = try Draft(events, on: bench, sequence: 2)
        _ = try bench.approveAll(Array(events[..<3]), sequence: 1)
        bench.effects = []
        bench.step(.adopted(bench.adoption(of: higher, approvedBy: [2, 3])))
        #expect(bench.validator.approved?.root == higher.stateRoot)
        #expect(bench.validator.approved?.eventCount == 6)
        #expect(bench.validator.evidence.isEmpty)
        #expect(bench.storageFaults == [])
    }

    /// Equal payouts give equal roots.
    @Test func `a later state of the same root with other events replaces the approved one`() throws
    {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<2, publisher: 3)
        let other = try Draft([events[1]], on: bench, sequence: 2)
        let root = try bench.approveAll([events[0]], sequence: 1)
        try #require(other.stateRoot == root)
        bench.effects = []
        bench.step(.adopted(bench.adoption(of: other, approvedBy: [2, 3])))
        #expect(bench.validator.approved?.stepIDs == [events[1].id])
        #expect(bench.validator.pool.contains(events[0].id))
        #expect(!bench.validator.included.contains(events[0].id))
        #expect(bench.storageFaults == [])
    }

    @Test func `approvals of the same root with other events are not a quorum`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<2, publisher: 3)
        let first = bench.adoption(of: try Draft([events[0]], on: bench), approvedBy: [2, 3])
        let other = bench.adoption(of: try Draft([events[1]], on: bench), approvedBy: [2, 3])
        bench.step(
            .adopted(
                Adoption(
                    proposal: first.proposal, isStateSignatureValid: true,
                    approvals: other.approvals, stepIDs: first.stepIDs, payouts: first.payouts,
                    balances: first.balances)))
        #expect(bench.validator.approved == nil)
        #expect(bench.doubts == ["too few approvals"])
    }

    @Test func `a state that names another parent's root than its lineage has is doubted`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<6)
        _ = try bench.approveAll(Array(events[..<3]), sequence: 1)
        var next = try Draft(Array(events[3...]), on: bench, sequence: 2)
        next.parent = Digest(words: (1, 2, 3, 4))
        bench.step(.adopted(bench.adoption(of: next, approvedBy: [2, 3])))
        #expect(bench.validator.approved?.newState.sequence == 1)
        #expect(bench.doubts.count == 1)
    }

    @Test func `a state beside the approved one proves the leader guilty`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<9)
        _ = try bench.approveAll(Array(events[..<3]), sequence: 1)
        let beside = try Draft(Array(events[6...]), on: bench, sequence: 3)
        _ = try bench.approveAll(Array(events[3..<6]), sequence: 2)
        bench.step(.adopted(bench.adoption(of: beside, approvedBy: [2, 3])))
        #expect(bench.validator.evidence.map(\.rule) == [.unorderedStates])
        #expect(bench.validator.isClosed)
    }

    @Test func `an approved state under the sequence of another proves the leader guilty`() throws {
        var bench = try Bench(own: 1)
        let events = bench.events(0..<9)
        let told = try Draft(Array(events[..<3]), on: bench)
        let others = try Draft(Array(events[3...]), on: bench)
        _ = bench.propose(told)
        bench.step(.adopted(bench.adoption(of: others, approvedBy: [2, 3])))
        #expect(bench.validator.evidence.map(\.rule) == [.conflictingProposals])
    }
}
