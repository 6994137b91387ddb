// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives
import Targeting

/// The channels of a node, arranged so that the best bids among ten thousand are found at once.
///
/// What never changes of a channel is read when it comes: its tags go into an index, its bounds
/// into a table. A query adds up the weights of the tags, prices the channels that bid, and takes
/// the first ones out of a heap. Targeting rules cost the most, so they are asked only about
/// channels that get that far: until then the most that they could pay stands for the price.
///
/// - Source: docs/API.md, Bids.
public struct BidBook: Sendable {
    /// What of a channel does not change.
    private struct Terms: Sendable {
        let bounds: PricingBounds
        let depositAsset: Address
        let minTargetingScore: UInt64
        let isSelective: Bool
        let begins: Timestamp
        let ends: Timestamp
    }

    /// What changes.
    private struct Standing: Sendable {
        let isBidding: Bool
        let prices: PriceList
        /// The rules of the newest price statement that has some, else the spec's.
        let rules: TargetingRules
        /// The most that the rules set the price to; nil when that is not known without evaluating.
        let highestRuled: Amount?

        init(_ offer: ChannelOffer) {
            isBidding = offer.isBidding
            prices = offer.prices
            rules = prices.rules(at: Timestamp(milliseconds: .max), channel: offer.channel)
            highestRuled = rules.highestSetting(of: .impressionPrice)
        }
    }

    private let limits: BiddingLimits
    /// In the order in which they came; the next three are in the same order.
    private var channels: [PaymentChannel] = []
    private var terms: [Terms] = []
    private var standings: [Standing] = []
    /// Where each stands among the ids.
    private var ranks: [Int] = []
    private var places: [ChannelID: Int] = [:]
    private var tags = TagIndex()

    /// An empty book.
    public init(limits: BiddingLimits = .standard) { self.limits = limits }

    /// How many channels it holds, those included that the node does not bid for.
    public var count: Int { channels.count }

    /// Takes offers over; what the book says of other channels stays.
    ///
    /// - Complexity: O(k) for k offers when their channels are known, else O(n log n) for n in all.
    public mutating func take(_ offers: [ChannelOffer]) {
        for offer in offers {
            let standing = Standing(offer)
            if let place = places[offer.channel.id] {
                standings[place] = standing
            } else {
                standings.append(standing)
                add(offer.channel)
            }
        }
        if ranks.count < channels.count { rank() }
    }

    private mutating func add(_ channel: PaymentChannel) {
        let place = channels.count
        let isSelective = tags.add(channel.spec.targeting, at: place, limits: limits)
        channels.append(channel)
        terms.append(Self.terms(of: channel, isSelective: isSelective))
        places[channel.id] = place
    }

    private mutating func rank() {
        let ids = channels.map(\.id)
        ranks = [Int](repeating: 0, count: ids.count)
        for (rank, place) in ids.indices.sorted(by: { ids[$0] < ids[$1] }).enumerated() {
            ranks[place] = rank
        }
    }

    private static func terms(of channel: PaymentChannel, isSelective: Bool) -> Terms {
        let spec = channel.spec
        return Terms(
            bounds: spec.bounds(of: .impression), depositAsset: channel.depositAsset,
            minTargetingScore: spec.minTargetingScore ?? 0, isSelective: isSelective,
            begins: spec.activeFrom ?? Timestamp(milliseconds: 0),
            ends: min(spec.withdrawPeriodStart, channel.expiry))
    }

    /// The best bids for a query.
    ///
    /// - Complexity: O(n) for n channels, and the steps that rules may take.
    public func answer(_ query: BidQuery, at now: Timestamp) -> BidAnswer {
        let scores = query.tags.map { tags.scores(of: $0, count: channels.count) }
        var answer = BidAnswer()
        var open: [(place: Int, base: Amount)] = []
        for place in channels.indices {
            let score = scores?[place] ?? .max
            guard isOpen(place, to: query, at: now), score >= terms[place].minTargetingScore
            else { continue }
            let base = basePrice(place, query.publisher, now)
            let isPaused = standings[place].prices.isPaused(at: query.publisher, occurredAt: now)
            guard !isPaused, !base.isZero || !standings[place].rules.isEmpty else { continue }
            open.append((place, base))
            if scores != nil { answer.highestScore = max(answer.highestScore ?? 0, score) }
        }
        let rated = Rated(scores: scores, highest: answer.highestScore ?? 0)
        var queue = BidQueue(open.map { candidate($0.place, base: $0.base, rated) })
        var steps = limits.stepsPerQuery
        while answer.bids.count < query.top, let first = queue.popFirst() {
            if let price = first.pricePerImpression {
                answer.bids.append(bid(first.place, paying: price, rated))
            } else if steps > 0 {
                let (price, used) = pricePerRules(first.place, query.publisher, now)
                steps -= used + limits.stepsPerChannel
                guard !price.isZero else { continue }
                queue.insert(candidate(first.place, price, isExact: true, rated))
            } else {
                answer.isComplete = false
            }
        }
        return answer
    }
}

extension BidBook {
    /// The scores of a query; nil when nothing is known of the user.
    private struct Rated {
        let scores: [UInt64]?
        let highest: UInt64

        func rating(_ place: Int) -> MatchRating {
            guard let scores else { return .full }
            return MatchRating(score: scores[place], highest: highest)
        }
    }

    private func isOpen(_ place: Int, to query: BidQuery, at now: Timestamp) -> Bool {
        let terms = terms[place]
        guard standings[place].isBidding, terms.begins <= now, now <= terms.ends else {
            return false
        }
        return query.depositAsset == nil || query.depositAsset == terms.depositAsset
    }

    private func basePrice(_ place: Int, _ publisher: Address?, _ now: Timestamp) -> Amount {
        standings[place].prices.impressionPrice(
            at: publisher, occurredAt: now, within: terms[place].bounds)
    }

    /// A candidate before its rules were asked.
    private func candidate(_ place: Int, base: Amount, _ rated: Rated) -> BidCandidate {
        let bounds = terms[place].bounds
        guard !standings[place].rules.isEmpty else {
            return candidate(place, base, isExact: true, rated)
        }
        let most = standings[place].highestRuled.map { bounds.clamp(max(base, $0)) }
        return candidate(place, most ?? bounds.max, isExact: false, rated)
    }

    private func candidate(
        _ place: Int, _ price: Amount, isExact: Bool, _ rated: Rated
    ) -> BidCandidate {
        let ratio = Bid.ofThousand(price)
        let least = terms[place].isSelective ? Bid.ofThousand(terms[place].bounds.min) : ratio
        return BidCandidate(
            place: place, rank: ranks[place], score: rated.scores?[place] ?? 0,
            price: max(rated.rating(place).share(of: ratio), least),
            pricePerImpression: isExact ? price : nil)
    }

    private func bid(_ place: Int, paying price: Amount, _ rated: Rated) -> Bid {
        Bid(
            of: channels[place], pricePerImpression: price,
            lowerBound: terms[place].bounds.min, isSelective: terms[place].isSelective,
            rulesText: standings[place].prices.rulesText(at: Timestamp(milliseconds: .max)),
            rating: rated.rating(place))
    }

    /// What an impression pays as far as the rules can be evaluated before it happens, nothing
    /// when they hide the ad; and the steps that it took to find out.
    private func pricePerRules(
        _ place: Int, _ publisher: Address?, _ now: Timestamp
    ) -> (price: Amount, steps: Int) {
        let (channel, bounds) = (channels[place], terms[place].bounds)
        let type = EventType.impression.name
        let base = basePrice(place, publisher, now)
        let outcome = standings[place].rules.evaluate(
            channel.offerInput(for: publisher, at: now),
            from: TargetingOutput(price: base, of: type))
        guard outcome.show else { return (.zero, outcome.stepsUsed) }
        return (bounds.clamp(outcome.price(of: type) ?? base), outcome.stepsUsed)
    }
}
