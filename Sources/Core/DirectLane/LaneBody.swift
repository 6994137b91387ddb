// This source file is part of the Outpace project. License: see LICENSE.

public import Outpace
public import Primitives

/// What one frame of the direct lane says.
///
/// - Source: `docs/schemas/lane.proto`; `docs/PROTOCOL.md`, section 8.
public enum LaneBody: Hashable, Sendable {
    /// What the sender holds of the channels both sides validate.
    case hello([ChannelSummary])
    /// Event records, exact octets.
    case records([Bytes])
    /// Signed statements, exact octets of the gossipsub message.
    case statements([Bytes])
    /// Ids of events or reports that the sender asks for.
    case wanted(LaneChannel, LaneSet, [EventID])
    /// Asks which events a proposal adds.
    case stepRequest(ChannelID, Lineage)
    /// The events a proposal adds, in key order.
    case stepReply(ChannelID, Lineage, [EventID])
    /// Approved states that follow the one the receiver named, oldest first.
    case states(ChannelID, [StateBundle])
    /// Everything the receiver's hello called for was sent.
    case caughtUp(ChannelID)
    /// A question of a run of reconciliation that the sender drives.
    case reconcile(ReconcileQuestion)
    /// The answer to a question of a run that the receiver drives.
    case reconciled(ReconcileAnswer)
}

/// What one side holds of one channel.
public struct ChannelSummary: Hashable, Sendable {
    /// The channel.
    public let channel: ChannelID
    /// Sequence of the last approved state; 0 for none.
    public let approvedSequence: UInt64
    /// The last approved state and what led to it; nil for none.
    public let approved: Lineage?
    /// Sequence of the newest price statement; 0 for none.
    public let priceSequence: UInt64
    /// The sender's number for the channel, for the receiver to name it by on this lane; 0 for none.
    public let alias: UInt32
    /// Whether the sender asks for each validator's newest statements though it was told some before.
    public let asksForLatest: Bool

    /// Sums up one channel.
    public init(
        channel: ChannelID, approvedSequence: UInt64, approved: Lineage?, priceSequence: UInt64,
        alias: UInt32, asksForLatest: Bool = false
    ) {
        self.channel = channel
        self.approvedSequence = approvedSequence
        self.approved = approved
        self.priceSequence = priceSequence
        self.alias = alias
        self.asksForLatest = asksForLatest
    }
}

/// One approved state with everything another node needs to adopt it on top of its parent.
public struct StateBundle: Hashable, Sendable {
    /// The leader's NewState, exact octets of the gossipsub message.
    public let newState: Bytes
    /// The followers' ApproveStates, exact octets of the gossipsub messages.
    public let approvals: [Bytes]
    /// The events the state added, in key order.
    public let stepIDs: [EventID]
    /// What the step paid to whom, before fees.
    public let payouts: [Balances.Entry]
    /// The balances that changed after fees, when the NewState leaves them out.
    public let balances: [Balances.Entry]

    /// Puts a bundle together.
    public init(
        newState: Bytes, approvals: [Bytes], stepIDs: [EventID], payouts: [Balances.Entry],
        balances: [Balances.Entry]
    ) {
        self.newState = newState
        self.approvals = approvals
        self.stepIDs = stepIDs
        self.payouts = payouts
        self.balances = balances
    }

    /// About how many octets the bundle takes on the wire.
    public var byteCount: Int {
        newState.count + approvals.reduce(0) { $0 + $1.count } + stepIDs.count * 32
            + (payouts.count + balances.count) * 60
    }
}
