// This source file is part of the Outpace project. License: see LICENSE.

package import Validator

/// What storage holds when a node starts.
package struct NodeSnapshot: Sendable {
    /// The highest statement number that may have been used.
    package var sequenceNumbersReserved: UInt64 = 0
    /// The channels.
    package var channels: [ChannelSnapshot] = []

    /// What an empty storage holds.
    package init() {}
}
