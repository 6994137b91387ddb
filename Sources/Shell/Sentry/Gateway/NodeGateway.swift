// This source file is part of the Outpace project. License: see LICENSE.

package import NodeCore
package import Outpace
package import Primitives
package import ValidatorMessages

/// The node as the sentry sees it.
package protocol NodeGateway: OfferGateway, RecordGateway {
    /// Takes events; returns after what was taken is durable.
    ///
    /// - Parameter refusingHidden: whether an event that targeting rules hide is refused.
    /// - Throws: `GatewayBusy` when too many submissions wait; else the node's own trouble.
    func submit(
        _ records: [EventRecord], refusingHidden: Bool
    ) async throws -> SubmissionAnswer

    /// Takes a channel that was accepted; false when it is held already. Returns after the commit.
    ///
    /// - Throws: `ChannelsFull` when the node holds as many as it may; else the node's own trouble.
    func add(_ channel: PaymentChannel) async throws -> Bool

    /// Has the leader of a channel say a price, for all publishers and for single ones.
    ///
    /// - Returns: an answer without ids; a refusal when the node is not the leader, or a price is out
    ///   of bounds.
    func setPrice(
        _ price: Amount, perPublisher: [Balances.Entry], of channel: ChannelID
    ) async throws -> SubmissionAnswer

    /// Has the leader of a channel say other targeting rules, given as JSON text.
    ///
    /// - Returns: an answer without ids; a refusal when the node is not the leader, or the rules are
    ///   invalid.
    func setRules(_ rules: Bytes, of channel: ChannelID) async throws -> SubmissionAnswer

    /// The channels the node holds, ascending.
    func channelIDs() async -> [ChannelID]

    /// One channel as it stands now; nil when it is not held.
    func view(of channel: ChannelID) async -> ChannelView?

    /// Stored statements of a channel, newest first.
    func messages(of channel: ChannelID, query: MessageQuery) async throws -> [StoredMessage]

    /// What the chain says of a channel, asked now.
    func chainState(of channel: ChannelID) async throws -> ChainState

    /// What the chain still holds of a channel's deposit, asked now; nil when it never saw the channel.
    func remaining(of channel: ChannelID) async throws -> Amount?

    /// The node at a glance.
    func summary() async -> NodeSummary
}
