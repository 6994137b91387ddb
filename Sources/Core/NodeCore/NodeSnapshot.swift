// This source file is part of the Outpace project. License: see LICENSE.

public import Validator

/// What storage holds when a node starts.
public struct NodeSnapshot: Sendable {
    /// The highest statement number that may have been used.
    public var sequenceNumbersReserved: UInt64 = 0
    /// The channels.
    public var channels: [ChannelSnapshot] = []

    /// What an empty storage holds.
    public init() {}
}
