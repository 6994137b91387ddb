// This source file is part of the Outpace project. License: see LICENSE.

package import NodeCore
package import Primitives

/// What a node needs of the chain that holds the deposits.
///
/// Opening and withdrawing are no part of it: those are the advertiser's and the earners' to do,
/// each with a key that a node does not have.
///
/// - Source: `docs/PROTOCOL.md`, section 10.
package protocol ChainAdapter: Sendable {
    /// What the chain says of a channel; `unknown` for one it never saw.
    func state(of channel: ChannelID) async throws -> ChainState

    /// What the chain says of several channels, in their order, all at one moment.
    func states(of channels: [ChannelID]) async throws -> [ChainState]

    /// What the chain still holds of several channels' deposits, in their order, all at one moment:
    /// the deposit less what was withdrawn, nothing once the creator took the rest; nil for a
    /// channel it never saw.
    func remaining(of channels: [ChannelID]) async throws -> [Amount?]

    /// Every change from now on, preceded by the state of every channel the chain knows.
    ///
    /// - Parameter pollInterval: how often to look when nothing happens.
    func changes(pollInterval: Duration) -> ChainChanges
}

extension ChainAdapter {
    /// What the chain still holds of one channel's deposit; nil when it never saw the channel.
    package func remaining(of channel: ChannelID) async throws -> Amount? {
        try await remaining(of: [channel])[0]
    }
}

/// One channel's new state.
package struct ChainChange: Hashable, Sendable {
    /// The channel.
    package let channel: ChannelID
    /// What the chain says of it now.
    package let state: ChainState

    /// Puts a change together.
    package init(channel: ChannelID, state: ChainState) {
        self.channel = channel
        self.state = state
    }
}
