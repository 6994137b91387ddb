// This source file is part of the Outpace project. License: see LICENSE.

package import ValidatorMessages

/// The statements that made a state the approved one: whoever has them needs nobody's word for it.
package struct StateStatements: Hashable, Sendable {
    /// The leader's proposal.
    package let proposal: SignedStatement
    /// The followers' approvals that made the quorum.
    package let approvals: [SignedStatement]

    /// Puts the statements of one state together.
    package init(proposal: SignedStatement, approvals: [SignedStatement]) {
        self.proposal = proposal
        self.approvals = approvals
    }
}
