// This source file is part of the Outpace project. License: see LICENSE.

package import Outpace
package import Primitives

/// The leader's price for one impression from a point in time on.
///
/// - Source: `docs/PROTOCOL.md`, section 6.
package struct SetImpressionPrice: Hashable, Sendable {
    /// The channel whose price changes.
    package let channel: ChannelID
    /// Grows by one per price statement of a channel; the newest wins.
    package let sequence: UInt64
    /// The price of one impression in the channel's smallest unit; zero pauses the campaign.
    package let price: Amount
    /// Prices for single publishers that differ from `price`.
    package let perPublisher: [Balances.Entry]
    /// The JSON text of the targeting rules from then on; nil when they stay what they were.
    package let targetingRules: Bytes?
    /// The price holds for events that occurred at or after this time.
    package let effectiveFrom: Timestamp

    /// Puts a price statement together.
    package init(
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
