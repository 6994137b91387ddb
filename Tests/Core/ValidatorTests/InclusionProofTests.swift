// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Testing
import Validator
import ValidatorMessages

/// That an event is in a state which a quorum signed is shown by statements alone.
struct InclusionProofTests {
    private let channel: PaymentChannel
    private let events: [EventRecord]
    private let draft: Draft
    private let proof: InclusionProof
    private var bench: Bench

    /// Four validators: the leader and two followers signed a state of five events.
    init() throws {
        var bench = try Bench(own: 1)
        channel = bench.channel
        events = bench.events(0..<5)
        draft = try Draft(events, on: bench)
        let adoption = bench.adoption(of: draft, approvedBy: [1, 3])
        proof = InclusionProof(
            record: events[2], siblings: try Self.path(to: events[2], among: events),
            proposal: adoption.proposal, approvals: adoption.approvals)
        self.bench = bench
    }

    private static func path(
        to event: EventRecord, among events: [EventRecord]
    ) throws -> [Digest] {
        let tree = try #require(MerkleTree(leaves: events.map(\.id.digest)))
        return try #require(tree.proof(for: event.id.digest))
    }

    private func fault(
        of record: EventRecord? = nil, siblings: [Digest]? = nil, proposal: SignedStatement? = nil,
        approvals: [SignedStatement]? = nil
    ) -> InclusionFault? {
        let changed = InclusionProof(
            record: record ?? proof.record, siblings: siblings ?? proof.siblings,
            proposal: proposal ?? proof.proposal, approvals: approvals ?? proof.approvals)
        do {
            _ = try changed.signers(in: channel)
            return nil
        } catch {
            return error
        }
    }

    @Test func `an event of a state that a quorum signed is proved`() throws {
        let validators = channel.validators
        #expect(try proof.signers(in: channel) == [validators[0], validators[1], validators[3]])
    }

    @Test func `a path of another event, or one without end, proves nothing`() throws {
        #expect(fault(of: events[1]) == .notIncluded)
        #expect(fault(siblings: []) == .notIncluded)
        #expect(fault(siblings: Array(repeating: .zero, count: 33)) == .notIncluded)
        let only = try Draft([events[2]], on: bench)
        var bench = bench
        let adoption = bench.adoption(of: only, approvedBy: [1, 3])
        #expect(
            fault(proposal: adoption.proposal, approvals: adoption.approvals) == .notIncluded)
        #expect(
            fault(siblings: [], proposal: adoption.proposal, approvals: adoption.approvals) == nil)
    }

    @Test func `too few signatures prove nothing, however often they stand there`() {
        let one = proof.approvals[0]
        #expect(fault(approvals: [one]) == .noQuorum(signatures: 2, validators: 4))
        #expect(fault(approvals: [one, one]) == .noQuorum(signatures: 2, validators: 4))
        #expect(fault(approvals: []) == .noQuorum(signatures: 1, validators: 4))
    }

    @Test func `approvals of another state, or of strangers, prove nothing`() throws {
        var bench = bench
        let other = bench.adoption(of: try Draft(Array(events[..<3]), on: bench), approvedBy: [1])
        #expect(
            fault(approvals: [other.approvals[0], proof.approvals[1]])
                == .foreignApproval(channel.validators[1]))
        #expect(
            fault(approvals: [proof.proposal, proof.approvals[1]]) == .stranger(channel.leader))
    }

    @Test func `a follower proposes nothing`() throws {
        var bench = bench
        let forged = bench.sign(.newState(draft.state(on: bench)), by: 2)
        #expect(fault(proposal: forged) == .notLeader(channel.validators[2]))
        #expect(fault(proposal: proof.approvals[0]) == .noProposal)
    }

    @Test func `a state root that its author did not sign proves nothing`() throws {
        var forged = draft
        forged.signer = 2
        var bench = bench
        let adoption = bench.adoption(of: forged, approvedBy: [1, 3])
        #expect(
            fault(proposal: adoption.proposal, approvals: adoption.approvals)
                == .badSignature(channel.leader))
    }
}
