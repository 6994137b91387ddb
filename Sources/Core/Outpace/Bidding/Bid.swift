// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// What a publisher asks about bids.
public struct BidQuery: Hashable, Sendable {
    /// Who is asked for; nil for nobody in particular.
    public var publisher: Address?
    /// What is known of the user; nil when nothing was said, and then every channel matches in
    /// full.
    public var tags: [String]?
    /// The most bids wanted.
    public var top: Int
    /// The token that bids have to be in; nil for any.
    public var depositAsset: Address?

    /// Asks for so many bids of whatever there is.
    public init(top: Int) { self.top = top }
}

/// What a channel bids for thousand impressions.
///
/// The price is max(matchToCpmRatio x match, minCpm). The ratio is what thousand impressions pay
/// now, so that no bid promises more than is paid. The minimum is what they pay at the least, for
/// a campaign that lists tags; to one that lists none all users are alike, and its minimum is its
/// ratio.
///
/// - Source: docs/API.md, Bids.
public struct Bid: Hashable, Sendable {
    /// The channel.
    public let channel: PaymentChannel
    /// What one impression pays, as far as that is known before it happens.
    public let pricePerImpression: Amount
    /// What thousand impressions are worth to the advertiser when the user matches in full.
    public let matchToCpmRatio: Amount
    /// What they are worth at the least.
    public let minCpm: Amount
    /// The JSON text of the rules that took the place of the spec's; nil when none did.
    public let rulesText: Bytes?
    /// How well the campaign matches the user.
    public let rating: MatchRating

    /// What thousand impressions are worth to the advertiser.
    public var price: Amount { max(rating.share(of: matchToCpmRatio), minCpm) }

    /// Makes a bid.
    ///
    /// - Parameters:
    ///   - lowerBound: the least that an impression pays.
    ///   - isSelective: whether the campaign lists tags.
    init(
        of channel: PaymentChannel, pricePerImpression: Amount, lowerBound: Amount,
        isSelective: Bool, rulesText: Bytes?, rating: MatchRating
    ) {
        self.rulesText = rulesText
        self.channel = channel
        self.pricePerImpression = pricePerImpression
        self.rating = rating
        matchToCpmRatio = Self.ofThousand(pricePerImpression)
        minCpm = isSelective ? Self.ofThousand(lowerBound) : matchToCpmRatio
    }

    /// What thousand impressions cost; more than an amount can be counts as the largest.
    static func ofThousand(_ price: Amount) -> Amount {
        if let small = price.uint64 {
            let (product, overflow) = small.multipliedReportingOverflow(by: 1000)
            if !overflow { return Amount(product) }
        }
        return price.multiplied(by: Amount(1000)) ?? .max
    }
}

/// The bids that a query gets.
public struct BidAnswer: Hashable, Sendable {
    /// The bids: the highest price first; of equal prices the better match, then the lower id.
    public var bids: [Bid] = []
    /// The highest score at hand; nil when nothing was said of the user.
    public var highestScore: UInt64?
    /// Whether every channel was looked at; false when targeting rules used up the steps, and
    /// channels that had the least to offer were left out.
    public var isComplete = true
}
