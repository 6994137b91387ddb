// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Testing

/// Channels that differ in what bids depend on, and the books that hold them.
enum Market {
    /// When the tests take place: the channels are open.
    static let now = Timestamp(milliseconds: 1_680_000_000_000)

    /// A channel; `more` are members of its spec.
    static func channel(
        _ nonce: Int, least: String = "1", most: String = "10", tags: [(String, Int)] = [],
        more: String = ""
    ) throws -> PaymentChannel {
        let targeting = tags.map { #"{"tag":"\#($0.0)","score":\#($0.1)}"# }.joined(separator: ",")
        return try Sample.channel(
            Sample.json.replacing(#""nonce":"1""#, with: #""nonce":"\#(nonce)""#)
                .replacing(#""minPerImpression":"1""#, with: #""minPerImpression":"\#(least)""#)
                .replacing(
                    #""maxPerImpression":"10""#,
                    with: #""maxPerImpression":"\#(most)","targeting":[\#(targeting)]\#(more)"#))
    }

    /// A channel's offer at a price of the leader's, from long ago on.
    static func offer(
        _ channel: PaymentChannel, price: Amount? = nil, perPublisher: Balances = Balances(),
        from time: UInt64 = 0, isBidding: Bool = true
    ) -> ChannelOffer {
        var prices = PriceList()
        if let price {
            prices.insert(
                PriceList.Entry(
                    sequence: 1, price: price, perPublisher: perPublisher,
                    effectiveFrom: Timestamp(milliseconds: time)))
        }
        return ChannelOffer(channel: channel, prices: prices, isBidding: isBidding)
    }

    static func book(
        _ offers: [ChannelOffer], limits: BiddingLimits = .standard
    ) -> BidBook {
        var book = BidBook(limits: limits)
        book.take(offers)
        return book
    }

    static func query(
        _ tags: [String]? = nil, publisher: Address? = nil, top: Int = 10
    ) -> BidQuery {
        var query = BidQuery(top: top)
        query.tags = tags
        query.publisher = publisher
        return query
    }
}

extension BidBook {
    /// Asks now.
    func bids(_ query: BidQuery) -> [Bid] { answer(query, at: Market.now).bids }

    /// The prices of the bids, in their order.
    func prices(_ query: BidQuery) -> [UInt64?] { bids(query).map(\.price.uint64) }
}
