// This source file is part of the Outpace project. License: see LICENSE.

package import NodeCore
package import Outpace
package import Primitives

/// What a node needs of the chain that holds the deposits.
///
/// - Source: Outpace protocol, section 12.
package protocol ChainAdapter: Sendable {
    /// Opens a channel, with its creator's consent and deposit.
    ///
    /// - Throws: `ChainError` with the contract's revert text.
    func open(_ channel: PaymentChannel) async throws

    /// What the chain says of a channel; `unknown` for one it never saw.
    func state(of channel: ChannelID) async throws -> ChainState

    /// What the chain says of several channels, in their order, all at one moment.
    func states(of channels: [ChannelID]) async throws -> [ChainState]

    /// Every change from now on, preceded by the state of every channel the chain knows.
    ///
    /// - Parameter pollInterval: how often to look when nothing happens.
    func changes(pollInterval: Duration) -> ChainChanges
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
