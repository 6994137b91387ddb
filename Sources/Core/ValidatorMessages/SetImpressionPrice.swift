// This source file is part of the Outpace project. License: see LICENSE.

public import Outpace
public import Primitives

/// The leader's price for one impression from a point in time on.
///
/// - Source: `docs/PROTOCOL.md`, section 6.
public struct SetImpressionPrice: Hashable, Sendable {
    /// The channel whose price changes.
    public let channel: ChannelID
    /// Grows by one per price statement of a channel; the newest wins.
    public let sequence: UInt64
    /// The price of one impression in the channel's smallest unit; zero pauses the campaign.
    public let price: Amount
    /// Prices for single publishers that differ from `price`.
    public let perPublisher: [Balances.Entry]
    /// The JSON text of the targeting rules from then on; nil when they stay what they were.
    public let targetingRules: Bytes?
    /// The price holds for events that occurred at or after this time.
    public let effectiveFrom: Timestamp

    /// Puts a price statement together.
    public init(
        channel: ChannelID, sequence: UInt64, price: Amount, perPublisher: [Balances.Entry],
        targetingRules: Bytes? = nil, effectiveFrom: Timestamp
    ) {
        self.channel = channel
        self.sequence = sequence
        self.price = price
        self.perPublisher = perPublisher
        self.targetingRules = targetingRules
        self.effectiveFrom = effectiveFrom
    }
}
