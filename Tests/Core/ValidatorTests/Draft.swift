// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Identity
import Outpace
import Primitives
import Testing
import Validator
import ValidatorMessages

/// A NewState that a hand-driven leader makes; every field can be falsified before it is signed.
struct Draft {
    var sequence: UInt64
    var parent: Digest?
    var parentLineage: Lineage?
    var cutoff: EventKey
    var events: [EventRecord]
    var extraIDs: [EventID] = []
    var excludedIDs: [EventID] = []
    var priceSequence: UInt64 = 0
    var balances: Balances
    var before: Balances
    var payouts: [Balances.Entry]
    var base: Balances
    var stateRoot: Digest
    var eventCount: UInt64
    var eventsRoot: Digest?
    var exhausted = false
    var listsBalances = true
    var signer: Int

    /// What an honest leader proposes for `events` on what the bench's validator has approved.
    init(_ events: [EventRecord], on bench: Bench, sequence: UInt64 = 1) throws {
        let approved = bench.validator.approved
        let sorted = events.sorted { $0.key < $1.key }
        self.events = sorted
        self.sequence = sequence
        parent = approved?.root
        parentLineage = approved?.lineage
        cutoff = .last(through: bench.now.timestamp.subtracting(milliseconds: 1_000))
        base = approved?.balances ?? Balances()
        let paid = approved?.paid ?? .zero
        let remaining = try #require(bench.channel.deposit.subtracting(paid))
        let priced = Payouts.distribute(
            sorted.map {
                (
                    publisher: $0.publisher,
                    price: bench.prices.basePrice(
                        of: $0.type, publisher: $0.publisher, occurredAt: $0.occurredAt,
                        channel: bench.channel)
                )
            }, remaining: remaining)
        let isClosing = sorted.contains { $0.type == .close }
        let rest = priced.reduce(remaining) { $0.subtracting($1.amount) ?? .zero }
        payouts =
            priced
            + (isClosing
                ? Payouts.close(
                    creator: bench.channel.creator, fee: bench.channel.spec.cancellationFee,
                    rest: rest) : [])
        let earned = approved?.beforeFees ?? Balances()
        before = try #require(earned.adding(payouts))
        balances = try Fees.distribute(before, channel: bench.channel)
        stateRoot = try #require(StateTree(balances)).stateRoot(of: bench.id)
        eventCount = UInt64(sorted.count)
        eventsRoot = MerkleTree(leaves: sorted.map(\.id.digest))?.root
        exhausted = before.total == bench.channel.deposit
        signer = 0
    }

    /// Changes what accounts have, and the root with it.
    mutating func rewrite(_ entries: [Balances.Entry], on bench: Bench) throws {
        balances = balances.replacing(entries)
        stateRoot = try #require(StateTree(balances)).stateRoot(of: bench.id)
    }

    func state(on bench: Bench) -> NewState {
        NewState(
            channel: bench.id, sequence: sequence, parent: parent,
            parentLineage: parentLineage, cutoff: cutoff, eventCount: eventCount,
            eventsRoot: eventsRoot, extraIDs: extraIDs,
            excludedIDs: excludedIDs, priceSequence: priceSequence,
            balances: listsBalances ? balances.changes(since: base) : nil, stateRoot: stateRoot,
            stateSignature: bench.keys[signer].sign(stateRoot: stateRoot).bytes,
            exhausted: exhausted)
    }
}

extension Bench {
    /// The leader says a draft, and lists its events when it is asked; its state signature is good
    /// when the leader made it.
    @discardableResult
    mutating func propose(_ draft: Draft, isListing: Bool = true) -> SignedStatement {
        let asked = stepRequests.count
        let said = hear(
            .newState(draft.state(on: self)), from: 0, isStateSignatureValid: draft.signer == 0)
        if isListing, stepRequests.count > asked {
            step(.listed(draft.state(on: self).lineage, draft.events.map(\.id)))
        }
        return said
    }

    /// Another follower signs what a draft says.
    mutating func approve(_ draft: Draft, by author: Int, isStateSignatureValid: Bool = true) {
        approve(
            draft.state(on: self), by: author, isStateSignatureValid: isStateSignatureValid)
    }

    /// Another follower signs a proposal.
    mutating func approve(_ state: NewState, by author: Int, isStateSignatureValid: Bool = true) {
        hear(
            .approveState(
                ApproveState(
                    channel: id, stateRoot: state.stateRoot, lineage: state.lineage,
                    stateSignature: keys[author].sign(stateRoot: state.stateRoot).bytes,
                    isHealthy: true, healthPromilles: 1_000, exhausted: false)), from: author,
            isStateSignatureValid: isStateSignatureValid)
    }

    /// Observes, proposes and approves events with everybody's consent.
    mutating func approveAll(_ records: [EventRecord], sequence: UInt64) throws -> Digest {
        try submit(records)
        let draft = try Draft(records, on: self, sequence: sequence)
        propose(draft)
        for author in 1..<keys.count where author != own { approve(draft, by: author) }
        #expect(validator.approved?.root == draft.stateRoot)
        return draft.stateRoot
    }
}
