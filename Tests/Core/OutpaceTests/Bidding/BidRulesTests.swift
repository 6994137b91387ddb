// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import Targeting
import Testing

struct BidRulesTests {
    private let publisher: Address

    init() throws { publisher = try Sample.address("0x" + String(repeating: "11", count: 20)) }

    private func offer(
        _ nonce: Int, _ rules: String, price: UInt64 = 1, tags: [(String, Int)] = []
    ) throws -> ChannelOffer {
        let more = #","targetingRules":[\#(rules)]"#
        return Market.offer(
            try Market.channel(nonce, tags: tags, more: more), price: Amount(price))
    }

    private var atPublisher: String {
        #"{"eq":[{"get":"publisherId"},"0x\#(String(repeating: "11", count: 20))"]}"#
    }

    @Test func `an ad that rules hide from a publisher is not offered to it`() throws {
        let book = Market.book([try offer(1, #"{"onlyShowIf":{"not":\#(atPublisher)}}"#)])
        #expect(book.bids(Market.query(publisher: publisher)).isEmpty)
        #expect(book.bids(Market.query(publisher: try Sample.address("a"))).count == 1)
        #expect(book.bids(Market.query()).count == 1)
    }

    @Test func `a price that rules set for a publisher counts`() throws {
        let rule = #"{"if":[\#(atPublisher),{"set":["price.IMPRESSION",{"bn":"7"}]}]}"#
        let book = Market.book([try offer(1, rule), try offer(2, rule, price: 3)])
        #expect(book.prices(Market.query(publisher: publisher)) == [7_000, 7_000])
        #expect(book.prices(Market.query()) == [3_000, 1_000])
    }

    @Test func `a price of rules stays within the bounds`() throws {
        let book = Market.book([try offer(1, #"{"set":["price.IMPRESSION",{"bn":"99"}]}"#)])
        #expect(book.prices(Market.query()) == [10_000])
    }

    @Test func `rules hide by the time of the query`() throws {
        let second = Market.now.milliseconds / 1000
        let book = Market.book([
            try offer(1, #"{"onlyShowIf":{"lte":[{"get":"secondsSinceEpoch"},\#(second)]}}"#)
        ])
        #expect(book.bids(Market.query()).count == 1)
        let later = Market.now.milliseconds + 1000
        #expect(book.answer(Market.query(), at: Timestamp(milliseconds: later)).bids.isEmpty)
    }

    @Test(arguments: [
        "country", "adSlotId", "adSlotType", "adUnitId", "userAgentOS", "userAgentBrowserFamily",
        "publisherId",
    ])
    func `a rule about what nobody knows before the event is skipped`(variable: String) throws {
        let book = Market.book([
            try offer(1, #"{"onlyShowIf":{"eq":[{"get":"\#(variable)"},"x"]}}"#)
        ])
        #expect(book.bids(Market.query()).count == 1)
    }

    @Test func `a bid pays what validators pay for the event`() throws {
        let rules = [
            #"{"set":["price.IMPRESSION",{"mul":[{"get":"price.IMPRESSION"},3]}]}"#,
            #"{"onlyShowIf":\#(atPublisher)}"#, #"{"set":["show",false]}"#,
            #"{"set":["price.IMPRESSION",{"get":"eventMaxPrice"}]}"#,
            #"{"if":[{"eq":[{"get":"eventType"},"CLICK"]},{"set":["show",false]}]}"#,
        ]
        for (index, rule) in rules.enumerated() {
            for price in [0, 2, 9] as [UInt64] {
                let offer = try offer(index, rule, price: price)
                let input = {
                    var input = TargetingInput(time: Market.now)
                    input.publisherId = publisher.description
                    input.eventType = "IMPRESSION"
                    input.eventMaxPrice = Amount(10)
                    return input
                }
                let paid = offer.prices.price(
                    of: .impression, publisher: publisher, occurredAt: Market.now,
                    channel: offer.channel, input: input)
                let bids = Market.book([offer]).bids(Market.query(publisher: publisher))
                #expect(bids.first?.pricePerImpression ?? .zero == paid, "\(rule) at \(price)")
            }
        }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `whoever is left out without a look at its rules had less to offer`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let offers = try (0..<40).map { index -> ChannelOffer in
            let price = UInt64.random(in: 1...10, using: &generator)
            let ruled = UInt64.random(in: 1...10, using: &generator)
            let tags = [("a", Int.random(in: 0...3, using: &generator))]
            let rule =
                switch Int.random(in: 0...4, using: &generator) {
                case 0: #"{"set":["price.IMPRESSION",{"bn":"\#(ruled)"}]}"#
                case 4: #"{"set":["price.IMPRESSION",{"add":[{"get":"price.IMPRESSION"},1]}]}"#
                case 1: #"{"onlyShowIf":\#(atPublisher)}"#
                case 2: #"{"onlyShowIf":{"not":\#(atPublisher)}}"#
                default: ""
                }
            return try offer(index, rule, price: price, tags: tags)
        }
        let book = Market.book(offers)
        let all = book.bids(Market.query(["a"], publisher: publisher, top: 40))
        for top in [1, 5, 39] {
            let best = book.bids(Market.query(["a"], publisher: publisher, top: top))
            #expect(best == Array(all.prefix(top)))
        }
        for (left, right) in zip(all, all.dropFirst()) {
            let isOrdered =
                left.price != right.price
                ? left.price > right.price
                : left.rating.score != right.rating.score
                    ? left.rating.score > right.rating.score : left.channel.id < right.channel.id
            #expect(isOrdered)
        }
    }

    @Test func `rules take no more steps than an answer has`() throws {
        var limits = BiddingLimits.standard
        limits.stepsPerQuery = 500
        let rule = #"{"onlyShowIf":{"eq":[{"get":"eventType"},"IMPRESSION"]}}"#
        let offers = try (1...20).map { try offer($0, rule) } + [Market.offer(Market.channel(99))]
        let answer = Market.book(offers, limits: limits)
            .answer(Market.query(top: 100), at: Market.now)
        #expect(!answer.isComplete)
        #expect((1..<20).contains(answer.bids.count))
        let enough = Market.book(offers).answer(Market.query(top: 100), at: Market.now)
        #expect(enough.isComplete)
        #expect(enough.bids.count == 21)
    }
}
