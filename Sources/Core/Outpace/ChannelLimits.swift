// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Primitives

/// The bounds of a channel's description.
public enum ChannelLimits {
    /// The longest description in octets: a full spec with room for whitespace and what sentries
    /// add.
    public static let jsonByteLimit = 131_072

    /// The longest spec in its compact form, in octets; AdEx refuses longer ones too.
    public static let specByteLimit = 35_000

    /// The fewest and most validators; the contract's bounds.
    public static let validatorCounts = 2...ValidatorSet.validatorLimit

    /// How far ahead a channel may end, in milliseconds: 365 days, the contract's bound.
    public static let lifetimeMillisLimit: UInt64 = 365 * 86_400_000

    /// Events a follower may miss before it withholds its signature; 0 would make every event
    /// count.
    public static let missedEventsThresholds: ClosedRange<UInt64> = 1...1_000_000

    /// Promille of a health threshold.
    public static let promilles: ClosedRange<UInt64> = 0...1000

    /// Events of one batch; a NewState lists at most 10 000 ids.
    public static let batchEvents: ClosedRange<UInt64> = 1...10_000

    /// How long a batch may wait, in milliseconds; a minute is the order of AdEx's slowest tick.
    public static let batchMillis: ClosedRange<UInt64> = 1...60_000

    /// How long events settle before they are proposed, in milliseconds; well below the mempool's
    /// retention.
    public static let settleMillis: ClosedRange<UInt64> = 0...60_000

    /// Characters of a title that is not empty, as AdEx has it.
    static let titleLengths = 3...120

    /// Octets of a validator's URL.
    static let urlByteLimit = 2048

    /// How much of what was found is repeated in a message, in characters.
    static let quoteLimit = 64

    static let json = JSONLimits(byteLimit: jsonByteLimit, depthLimit: 32, valueLimit: 40_000)
}
