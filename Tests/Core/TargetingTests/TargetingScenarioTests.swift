// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Targeting
import Testing

/// Campaigns of AdEx, from event to price.
struct TargetingScenarioTests {
    /// What an event is paid within bounds; nil when it is not paid.
    private static func payout(
        _ rules: TargetingRules, _ eventType: String, within bounds: ClosedRange<UInt64>,
        _ change: (inout TargetingInput) -> Void = { _ in }
    ) -> UInt64? {
        var input = TargetingInput(time: Sample.time)
        input.eventType = eventType
        change(&input)
        let start = TargetingOutput(price: Amount(bounds.lowerBound), of: eventType)
        let outcome = rules.evaluate(input, from: start)
        guard outcome.show, let price = outcome.price(of: eventType)?.uint64 else { return nil }
        return min(max(price, bounds.lowerBound), bounds.upperBound)
    }

    @Test func `clicks from one country pay more`() throws {
        let rules = try Sample.rules(
            #"{"if":[{"eq":[{"get":"country"},"US"]},{"set":["price.CLICK",{"bn":"2"}]}]}"#)
        let american = Self.payout(rules, "CLICK", within: 1...3) { $0.country = "US" }
        let other = Self.payout(rules, "CLICK", within: 1...3) { $0.country = "BG" }
        #expect([american, other] == [2, 1])
    }

    @Test func `only one publisher is paid`() throws {
        let rules = try Sample.rules(
            #"{"onlyShowIf":{"eq":[{"get":"publisherId"},"\#(Sample.input.publisherId)"]}}"#)
        let own = Self.payout(rules, "IMPRESSION", within: 1...3) {
            $0.publisherId = Sample.input.publisherId.lowercased()
        }
        let foreign = Self.payout(rules, "IMPRESSION", within: 1...3) {
            $0.publisherId = "0x" + String(repeating: "0", count: 40)
        }
        #expect(own == 1)
        #expect(foreign == nil)
    }

    @Test func `prices are brought within their bounds, and the slot matters`() throws {
        let price = #"{"if":[{"eq":[{"get":"country"},"US"]},{"set":["price.IMPRESSION",35]}]}"#
        let rules = try Sample.rules(
            #"{"onlyShowIf":{"startsWith":[{"get":"adSlotId"},"goodSlot_"]}}"#,
            #"{"set":["price.IMPRESSION",5]}"#, price)
        let cheap = Self.payout(rules, "IMPRESSION", within: 10...30) { $0.adSlotId = "goodSlot_1" }
        let dear = Self.payout(rules, "IMPRESSION", within: 10...30) {
            $0.adSlotId = "goodSlot_2"
            $0.country = "US"
        }
        let elsewhere = Self.payout(rules, "IMPRESSION", within: 10...30)
        let click = Self.payout(rules, "CLICK", within: 0...0) { $0.adSlotId = "goodSlot_1" }
        #expect([cheap, dear, elsewhere, click] == [10, 30, nil, 0])
    }

    @Test func `an ad of the night pays one publisher more`() throws {
        let (first, second) = (String(repeating: "1", count: 40), String(repeating: "2", count: 40))
        let rules = try Sample.rules(
            #"{"onlyShowIf":{"startsWith":[{"get":"adSlotId"},"night_"]}}"#,
            #"{"onlyShowIf":{"in":[["0x\#(first)","0x\#(second)"],{"get":"publisherId"}]}}"#,
            #"""
            {"onlyShowIf":{"between":[{"mod":[{"get":"secondsSinceEpoch"},86400]},0,21600]}}
            """#,
            #"""
            {"if":[{"eq":[{"get":"publisherId"},"0x\#(second)"]},
                {"set":["price.IMPRESSION",{"bn":"35"}]}]}
            """#)
        let payouts = [(first, 3), (second, 3), (first, 12), ("", 3)].map { publisher, hour in
            Self.payout(rules, "IMPRESSION", within: 10...30) {
                $0.adSlotId = "night_1"
                $0.publisherId = "0x" + publisher
                $0.time = Timestamp(milliseconds: UInt64(hour) * 3_600_000)
            }
        }
        #expect(payouts == [10, 30, nil, nil])
    }

    @Test func `an ad is shown at most every five minutes`() throws {
        let rules = try Sample.rules(
            #"{"onlyShowIf":{"gt":[{"get":"adView.secondsSinceCampaignImpression"},300]}}"#)
        var input = Sample.input
        input.adViewSecondsSinceCampaignImpression = 300
        #expect(!rules.evaluate(input, from: TargetingOutput()).show)
        input.adViewSecondsSinceCampaignImpression = 301
        #expect(rules.evaluate(input, from: TargetingOutput()).show)
    }

    @Test func `spending is spread over the days of a campaign`() throws {
        let rules = try Sample.rules(
            #"""
            {"onlyShowIf":{"lt":[{"get":"campaignTotalSpent"},{"mulDiv":[
                {"get":"campaignSecondsActive"},{"get":"campaignBudget"},
                {"get":"campaignSecondsDuration"}]}]}}
            """#)
        var input = Sample.input
        input.campaignBudget = .max
        input.campaignSecondsActive = 1
        input.campaignSecondsDuration = 2
        input.campaignTotalSpent = Amount.max.divided(by: Amount(2))
        #expect(!rules.evaluate(input, from: TargetingOutput()).show)
        input.campaignTotalSpent = input.campaignTotalSpent?.subtracting(Amount(1))
        #expect(rules.evaluate(input, from: TargetingOutput()).show)
    }
}
