// This source file is part of the Outpace project. License: see LICENSE.

/// A channel as a node that holds it offers it to publishers.
package struct ChannelOffer: Hashable, Sendable {
    /// The channel.
    package let channel: PaymentChannel
    /// What the leader said impressions cost.
    package let prices: PriceList
    /// Whether the node bids for it now.
    package let isBidding: Bool

    /// Puts an offer together.
    package init(channel: PaymentChannel, prices: PriceList, isBidding: Bool) {
        self.channel = channel
        self.prices = prices
        self.isBidding = isBidding
    }
}

/// The offers that changed since a version of them.
package struct OfferChanges: Hashable, Sendable {
    /// The version that they lead to.
    package let version: UInt64
    /// The offers, ascending by the channels' ids.
    package let offers: [ChannelOffer]

    /// Puts changes together.
    package init(version: UInt64, offers: [ChannelOffer]) {
        self.version = version
        self.offers = offers
    }
}
