// This source file is part of the Outpace project. License: see LICENSE.

/// A channel as a node that holds it offers it to publishers.
public struct ChannelOffer: Hashable, Sendable {
    /// The channel.
    public let channel: PaymentChannel
    /// What the leader said impressions cost.
    public let prices: PriceList
    /// Whether the node bids for it now.
    public let isBidding: Bool

    /// Puts an offer together.
    public init(channel: PaymentChannel, prices: PriceList, isBidding: Bool) {
        self.channel = channel
        self.prices = prices
        self.isBidding = isBidding
    }
}

/// The offers that changed since a version of them.
public struct OfferChanges: Hashable, Sendable {
    /// The version that they lead to.
    public let version: UInt64
    /// The offers, ascending by the channels' ids.
    public let offers: [ChannelOffer]

    /// Puts changes together.
    public init(version: UInt64, offers: [ChannelOffer]) {
        self.version = version
        self.offers = offers
    }
}
