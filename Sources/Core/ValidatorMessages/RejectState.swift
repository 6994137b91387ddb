// This source file is part of the Outpace project. License: see LICENSE.

public import Outpace
public import Primitives

/// A follower's refusal to sign a proposed state, with what it objects to.
///
/// - Source: `docs/PROTOCOL.md`, sections 3 and 7.
public struct RejectState: Hashable, Sendable {
    /// The channel the state belongs to.
    public let channel: ChannelID
    /// The state that is refused.
    public let stateRoot: Digest
    /// What was to lead to it.
    public let lineage: Lineage
    /// The sequence of the refused proposal.
    public let sequence: UInt64
    /// The first rule that failed.
    public let reason: RejectReason
    /// Offending accounts; with `eventIDs` at most `StatementLimits.rejectItemLimit`.
    public let accounts: [Address]
    /// Offending events.
    public let eventIDs: [EventID]

    /// Puts a refusal together.
    public init(
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
