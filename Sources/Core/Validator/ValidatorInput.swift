// This source file is part of the Outpace project. License: see LICENSE.

public import Outpace
public import Primitives
public import ValidatorMessages

/// What a validator of one channel is told.
public enum ValidatorInput: Sendable {
    /// A record came on the lane of the validator with this index.
    case received(EventRecord, carrier: Int)
    /// A validator of this channel said something; own statements come back this way as well.
    case heard(SignedStatement, validator: Int, isStateSignatureValid: Bool)
    /// A peer listed the events of a proposal.
    case listed(Lineage, [EventID])
    /// A peer handed over an approved state: the verified proposal and approvals, and its step.
    case adopted(Adoption)
    /// A peer handed back a statement of our own that was not made since the start.
    case recalled(SignedStatement, validator: Int)
    /// Enough validators told what they hold, so that signing cannot go below what we signed before.
    case permitted
    /// The campaign's withdraw period or end has come, or it was found violated.
    case closed
    /// A deadline has passed.
    case woke
}

/// An approved state that another node hands over, its statements already verified.
public struct Adoption: Hashable, Sendable {
    /// The leader's NewState.
    public let proposal: SignedStatement
    /// Whether the leader's signature over the state root recovers the leader.
    public let isStateSignatureValid: Bool
    /// Approvals whose state signature recovers their author, in any order.
    public let approvals: [SignedStatement]
    /// The events the state added.
    public let stepIDs: [EventID]
    /// What the step paid, before fees.
    public let payouts: [Balances.Entry]
    /// The balances that changed after fees, when the proposal leaves them out.
    public let balances: [Balances.Entry]

    /// Puts an adoption together.
    public init(
        proposal: SignedStatement, isStateSignatureValid: Bool, approvals: [SignedStatement],
        stepIDs: [EventID], payouts: [Balances.Entry], balances: [Balances.Entry]
    ) {
        self.proposal = proposal
        self.isStateSignatureValid = isStateSignatureValid
        self.approvals = approvals
        self.stepIDs = stepIDs
        self.payouts = payouts
        self.balances = balances
    }
}
