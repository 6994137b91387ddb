// This source file is part of the Outpace project. License: see LICENSE.

public import Outpace
public import Primitives
public import ValidatorMessages

/// A state that a quorum signed, with what is needed to build on it, prove it and hand it on.
public struct ApprovedState: Hashable, Sendable {
    /// The leader's proposal, as received.
    public let proposal: SignedStatement
    /// The proposal's content.
    public let newState: NewState
    /// Balances after fees: what the root commits to.
    public let balances: Balances
    /// Balances before fees: what the next step builds on.
    public let beforeFees: Balances
    /// Sum of the balances before fees.
    public let paid: Amount
    /// Events paid so far, in all states.
    public let eventCount: UInt64
    /// The events this state added, in key order.
    public let stepIDs: [EventID]
    /// What the step paid, before fees.
    public let payouts: [Balances.Entry]
    /// The balances that differ from the parent's, after fees.
    public let changes: [Balances.Entry]
    /// The followers' approvals, by validator index.
    public internal(set) var approvals: [SignedStatement?]

    /// Puts a state together again, or for the first time.
    public init(
        proposal: SignedStatement, newState: NewState, balances: Balances, beforeFees: Balances,
        paid: Amount, eventCount: UInt64, stepIDs: [EventID], payouts: [Balances.Entry],
        changes: [Balances.Entry], approvals: [SignedStatement?]
    ) {
        self.proposal = proposal
        self.newState = newState
        self.balances = balances
        self.beforeFees = beforeFees
        self.paid = paid
        self.eventCount = eventCount
        self.stepIDs = stepIDs
        self.payouts = payouts
        self.changes = changes
        self.approvals = approvals
    }

    /// The state root.
    public var root: Digest { newState.stateRoot }

    /// What led to it.
    public var lineage: Lineage { newState.lineage }

    /// Whether everything that was deposited is distributed.
    public var isExhausted: Bool { newState.exhausted }
}

/// What a proposal is built on: the last approved state, or nothing.
struct Base: Sendable {
    let root: Digest?
    let lineage: Lineage?
    let sequence: UInt64
    let cutoff: EventKey
    let balances: Balances
    let beforeFees: Balances
    let paid: Amount
    let eventCount: UInt64

    init(_ state: ApprovedState?) {
        root = state?.root
        lineage = state?.lineage
        sequence = state?.newState.sequence ?? 0
        cutoff = state?.newState.cutoff ?? .lowest
        balances = state?.balances ?? Balances()
        beforeFees = state?.beforeFees ?? Balances()
        paid = state?.paid ?? .zero
        eventCount = state?.eventCount ?? 0
    }

    /// The earnings with those of a step; nil when one passes 2^256 - 1.
    ///
    /// A root needs a leaf: until somebody earns something the creator has an entry of nothing, so that
    /// events that cost nothing can be approved.
    func earnings(with payouts: [Balances.Entry], in channel: PaymentChannel) -> Balances? {
        let sum = beforeFees.adding(payouts)
        guard let sum, sum.count == 0 else { return sum }
        return try? Balances([Balances.Entry(account: channel.creator, amount: .zero)])
    }
}
