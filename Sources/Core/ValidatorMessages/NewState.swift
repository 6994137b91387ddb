// This source file is part of the Outpace project. License: see LICENSE.

public import Outpace
public import Primitives

/// The leader's proposal for the next state of a channel.
///
/// - Source: `docs/PROTOCOL.md`, section 7.
public struct NewState: Hashable, Sendable {
    /// The channel that moves on.
    public let channel: ChannelID
    /// Grows by one per proposal of a channel.
    public let sequence: UInt64
    /// The state root of the last approved state; nil for a channel's first proposal.
    public let parent: Digest?
    /// The lineage of that state; nil for a channel's first proposal.
    public let parentLineage: Lineage?
    /// The mempool key up to which events are taken.
    public let cutoff: EventKey
    /// How many events this step adds.
    public let eventCount: UInt64
    /// The merkle root over the ids of the added events in key order; nil when none is added.
    public let eventsRoot: Digest?
    /// Events older than the parent's cutoff that are added late.
    public let extraIDs: [EventID]
    /// Events up to the cutoff that are left out.
    public let excludedIDs: [EventID]
    /// The sequence of the newest price statement that was used; zero for the spec's own prices.
    public let priceSequence: UInt64
    /// The entries that differ from the parent's, after fees; nil when the statement would be too
    /// long.
    public let balances: [Balances.Entry]?
    /// What the validators sign.
    public let stateRoot: Digest
    /// The leader's 65-octet signature as received; whether it is good is judged later.
    public let stateSignature: Bytes
    /// Whether the balances reach the deposit.
    public let exhausted: Bool
    /// Names the proposed state and all that led to it. It is not sent, but follows from the rest.
    public let lineage: Lineage

    /// Puts a proposal together.
    public init(
        channel: ChannelID, sequence: UInt64, parent: Digest?, parentLineage: Lineage?,
        cutoff: EventKey, eventCount: UInt64, eventsRoot: Digest?, extraIDs: [EventID],
        excludedIDs: [EventID], priceSequence: UInt64, balances: [Balances.Entry]?,
        stateRoot: Digest, stateSignature: Bytes, exhausted: Bool
    ) {
        self.channel = channel
        self.sequence = sequence
        self.parent = parent
        self.parentLineage = parentLineage
        self.cutoff = cutoff
        self.eventCount = eventCount
        self.eventsRoot = eventsRoot
        self.extraIDs = extraIDs
        self.excludedIDs = excludedIDs
        self.priceSequence = priceSequence
        self.balances = balances
        self.stateRoot = stateRoot
        self.stateSignature = stateSignature
        self.exhausted = exhausted
        lineage = Lineage(
            parent: parentLineage, stateRoot: stateRoot, eventsRoot: eventsRoot,
            eventCount: eventCount, cutoff: cutoff, priceSequence: priceSequence)
    }
}
