// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives

/// Times answers to GET /bids from a book of many channels.
package enum BidsBenchmark {
    /// What the campaigns of a book are like.
    package enum Campaigns: String, CaseIterable, Sendable {
        /// Without targeting rules.
        case plain = "no rules"
        /// Three rules each: a country, excluded publishers, a price for this publisher.
        case ruled = "three rules"
        /// One rule each, which hides every ad from this publisher, so all have to be asked.
        case hidden = "all hidden"
    }

    /// The figures of one book.
    package struct Row: Hashable, Sendable {
        /// How many channels.
        package let channels: Int
        /// What they are like.
        package let campaigns: Campaigns
        /// Microseconds to make the book.
        package let bookMicroseconds: Int
        /// Microseconds to take changes of one channel in a hundred.
        package let changesMicroseconds: Int
        /// Microseconds of the median answer with the ten best, for an asker with 20 tags.
        package let answerMicroseconds: Int
        /// The same with the hundred best.
        package let longAnswerMicroseconds: Int
        /// Whether every channel that could be among the best was asked within the limit of work.
        package let isComplete: Bool
    }

    private static let clock = ContinuousClock()
    private static let now = Timestamp(milliseconds: 1_680_000_000_000)
    private static let publisherText = "0x" + String(repeating: "11", count: Address.byteCount)

    /// Runs each kind of campaign; about a second for 10 000 channels.
    ///
    /// - Throws: never in practice: the channels it makes are proper ones.
    package static func run(channels count: Int) throws -> [Row] {
        try Campaigns.allCases.map { campaigns in
            var generator = SeededGenerator(seed: 7)
            let offers = try (0..<count).map {
                try offer($0, campaigns, using: &generator)
            }
            return measure(offers, campaigns)
        }
    }

    private static func measure(_ offers: [ChannelOffer], _ campaigns: Campaigns) -> Row {
        var book = BidBook()
        let making = median(of: 3) {
            book = BidBook()
            book.take(offers)
        }
        let changed = stride(from: 0, to: offers.count, by: 100).map { offers[$0] }
        let changes = median { book.take(changed) }
        var query = BidQuery(top: 10)
        query.publisher = Address(hex: publisherText)
        query.tags = (0..<20).map { "tag\($0 * 3)" }
        let isComplete = book.answer(query, at: now).isComplete
        let answer = median { _ = book.answer(query, at: now) }
        query.top = 100
        let longAnswer = median { _ = book.answer(query, at: now) }
        return Row(
            channels: offers.count, campaigns: campaigns, bookMicroseconds: making,
            changesMicroseconds: changes, answerMicroseconds: answer,
            longAnswerMicroseconds: longAnswer, isComplete: isComplete)
    }

    private static func median(of runs: Int = 21, _ body: () -> Void) -> Int {
        let times = (0..<runs).map { _ in clock.measure(body) }.sorted()
        return Int(times[runs / 2] / .microseconds(1))
    }
}

extension BidsBenchmark {
    /// A channel with eight tags, some price, and rules.
    private static func offer(
        _ number: Int, _ campaigns: Campaigns, using generator: inout SeededGenerator
    ) throws -> ChannelOffer {
        let tags = (0..<8).map { _ in
            let tag = Int.random(in: 0..<100, using: &generator)
            let score = Int.random(in: 1...100, using: &generator)
            return #"{"tag":"tag\#(tag)","score":\#(score)}"#
        }
        let price = UInt64.random(in: lowest...highest, using: &generator)
        let validators = ["22", "33"].map { digits in
            let id = "0x" + String(repeating: digits, count: Address.byteCount)
            return #"{"id":"\#(id)","url":"http://127.0.0.1","fee":"100"}"#
        }
        let text = """
            {"creator":"0x\(String(repeating: "44", count: Address.byteCount))",
            "depositAsset":"0x\(String(repeating: "55", count: Address.byteCount))",
            "depositAmount":"1000000000000000000000","validUntil":1700000000,
            "spec":{"title":"channel","validators":[\(validators.joined(separator: ","))],
            "withdrawPeriodStart":1690000000000,"minPerImpression":"\(lowest)",
            "maxPerImpression":"\(highest)","nonce":"\(number)",
            "targeting":[\(tags.joined(separator: ","))],
            "targetingRules":[\(rules(of: campaigns, price: price))]}}
            """
        let channel = try PaymentChannel.parse(Bytes(text.utf8), core: PaymentChannel.mainnetCore)
        var prices = PriceList()
        prices.insert(
            PriceList.Entry(
                sequence: 1, price: Amount(price), perPublisher: Balances(),
                effectiveFrom: Timestamp(milliseconds: 0)))
        return ChannelOffer(channel: channel, prices: prices, isBidding: true)
    }

    private static let lowest: UInt64 = 100_000_000_000_000
    private static let highest: UInt64 = 9_000_000_000_000_000

    private static func rules(of campaigns: Campaigns, price: UInt64) -> String {
        switch campaigns {
        case .plain: ""
        case .ruled:
            """
            {"onlyShowIf":{"in":[["BG","RO"],{"get":"country"}]}},
            {"onlyShowIf":{"nin":[["0x6666666666666666666666666666666666666666"],
            {"get":"publisherId"}]}},
            {"if":[{"eq":[{"get":"publisherId"},"\(publisherText)"]},
            {"set":["price.IMPRESSION",{"bn":"\(price)"}]}]}
            """
        case .hidden:
            #"{"onlyShowIf":{"nin":[["\#(publisherText)"],{"get":"publisherId"}]}}"#
        }
    }
}
