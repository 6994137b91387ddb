// This source file is part of the Outpace project. License: see LICENSE.

package import Outpace
package import Primitives

/// A follower's refusal to sign a proposed state, with what it objects to.
///
/// - Source: `docs/PROTOCOL.md`, sections 3 and 7.
package struct RejectState: Hashable, Sendable {
    /// The channel the state belongs to.
    package let channel: ChannelID
    /// The state that is refused.
    package let stateRoot: Digest
    /// What was to lead to it.
    package let lineage: Lineage
    /// The sequence of the refused proposal.
    package let sequence: UInt64
    /// The first rule that failed.
    package let reason: RejectReason
    /// Offending accounts; with `eventIDs` at most `StatementLimits.rejectItemLimit`.
    package let accounts: [Address]
    /// Offending events.
    package let eventIDs: [EventID]

    /// Puts a refusal together.
    package init(
        channel: ChannelID, stateRoot: Digest, lineage: Lineage, sequence: UInt64,
        reason: RejectReason, accounts: [Address], eventIDs: [EventID]
    ) {
        self.channel = channel
        self.stateRoot = stateRoot
        self.lineage = lineage
        self.sequence = sequence
        self.reason = reason
        self.accounts = accounts
        self.eventIDs = eventIDs
    }
}
