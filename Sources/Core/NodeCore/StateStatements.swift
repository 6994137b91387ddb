// This source file is part of the Outpace project. License: see LICENSE.

public import ValidatorMessages

/// The statements that made a state the approved one: whoever has them needs nobody's word for it.
public struct StateStatements: Hashable, Sendable {
    /// The leader's proposal.
    public let proposal: SignedStatement
    /// The followers' approvals that made the quorum.
    public let approvals: [SignedStatement]

    /// Puts the statements of one state together.
    public init(proposal: SignedStatement, approvals: [SignedStatement]) {
        self.proposal = proposal
        self.approvals = approvals
    }
}
