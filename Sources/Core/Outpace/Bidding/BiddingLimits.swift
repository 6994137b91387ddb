// This source file is part of the Outpace project. License: see LICENSE.

/// The bounds of what may be asked about bids, and of the work that an answer may cost.
public struct BiddingLimits: Hashable, Sendable {
    /// What every node uses.
    public static let standard = BiddingLimits()

    /// Tags of one user: an audience profile has a few dozen.
    public var tagsPerQuery = 64
    /// The longest tag in octets; a longer one in a spec matches nobody.
    public var tagByteLimit = 64
    /// Tags of one channel that count, the first ones: each takes memory as long as the channel is
    /// held.
    public var tagsPerChannel = 256
    /// The most bids of one answer: a spec has up to 35 kB of ads, so that they are 3.5 MB.
    public var bidsPerQuery = 100
    /// Bids of an answer when the publisher does not say.
    public var standardTop = 10
    /// Steps that targeting rules may take for one answer: as many as 25 channels of the costliest
    /// rules need, or all that a node holds with a few rules each.
    public var stepsPerQuery = 500_000
    /// Steps that count for each channel whose rules are asked, for what goes before the first.
    public var stepsPerChannel = 50

    /// The standard bounds.
    public init() {}
}
