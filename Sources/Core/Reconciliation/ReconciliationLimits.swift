// This source file is part of the Outpace project. License: see LICENSE.

/// The bounds of range-based reconciliation.
public struct ReconciliationLimits: Hashable, Sendable {
    /// Octets of one message that we make. Small enough to share a lane with other things, large enough
    /// that 10 000 differences take a handful of rounds.
    public var messageBytesTarget = 48 << 10
    /// Octets of one message that we read; another node may aim higher than we do.
    public var messageBytesLimit = 128 << 10
    /// Into how many parts a range that differs is split. Sixteen parts cost about 350 octets and take
    /// a pool of 10 000 to lists in two splits; fewer parts cost less and more round trips.
    public var splitWays = 16
    /// Keys of one range that are listed instead of splitting it again: 64 tags of 8 octets cost as
    /// much as a split and save a round trip.
    public var listLimit = 64
    /// Ranges that differ and wait to be looked into; a peer that names more ends the run.
    public var pendingRangesLimit = 16_384
    /// Messages that one run sends: enough for a million ids of 32 octets that only the other side has.
    public var roundsLimit = 2_048

    /// The defaults.
    public init() {}
}
