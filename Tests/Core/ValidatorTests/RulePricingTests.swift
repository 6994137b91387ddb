// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import Outpace
import Primitives
import SimulatedWorld
import Targeting
import TestSupport
import Testing
import Validator
import ValidatorMessages

/// What the campaign's targeting rules pay.
struct RulePricingTests {
    /// Impressions from the United States cost more, those of one slot are not paid.
    private static let rules = """
        [{"if":[{"eq":[{"get":"country"},"US"]},{"set":["price.IMPRESSION",{"bn":"500"}]}]},\
        {"onlyShowIf":{"neq":[{"get":"adSlotId"},"bad"]}},\
        {"if":[{"eq":[{"get":"country"},"XL"]},{"set":["price.IMPRESSION",{"bn":"5000"}]}]}]
        """

    private func bench(own: Int) throws -> Bench {
        var terms = Sample.Terms()
        terms.targetingRules = Self.rules
        return try Bench(own: own, terms: terms)
    }

    private func event(
        _ number: UInt8, _ type: EventType = .impression, country: String, slot: String = "slot",
        on bench: Bench
    ) throws -> EventRecord {
        try EventRecord(
            making: EventRecord.Content(
                channel: bench.id, type: type, publisher: Sample.publisher(1), user: nil,
                adUnit: "", adSlot: slot, slotType: "", referrer: "", country: country,
                operatingSystem: "", browser: "",
                occurredAt: bench.now.timestamp.subtracting(milliseconds: 2_000),
                nonce: Bytes(repeating: number, count: 16)), userSignature: nil)
    }

    @Test(arguments: [("DE", "slot", 10), ("US", "slot", 500), ("XL", "slot", 1_000)])
    func `a rule sets the price, within the bounds`(
        country: String, slot: String, price: UInt64
    ) throws {
        var bench = try bench(own: 0)
        try bench.submit([event(1, country: country, slot: slot, on: bench)])
        bench.pass(.seconds(3))
        let state = try #require(bench.proposals.last)
        for other in 1...2 { bench.approve(state, by: other) }
        #expect(bench.validator.approved?.paid == Amount(price))
    }

    @Test func `what is not shown is counted and not paid`() throws {
        var bench = try bench(own: 0)
        let shown = try event(1, country: "US", on: bench)
        try bench.submit([shown, event(2, country: "US", slot: "bad", on: bench)])
        bench.pass(.seconds(3))
        let state = try #require(bench.proposals.last)
        for other in 1...2 { bench.approve(state, by: other) }
        #expect(bench.validator.approved?.eventCount == 2)
        #expect(bench.validator.approved?.paid == Amount(500))
    }

    // I13.
    @Test func `clicks from one country are paid twice as much, less fees`() throws {
        var terms = Sample.Terms()
        terms.deposit = 1_000
        terms.fee = 100
        terms.minPerImpression = 1
        terms.maxPerImpression = 10
        terms.clickBounds = 1...3
        terms.targetingRules =
            #"[{"if":[{"eq":[{"get":"country"},"US"]},{"set":["price.CLICK",{"bn":"2"}]}]}]"#
        var bench = try Bench(own: 0, of: 2, terms: terms)
        for number in 0..<132 as Range<UInt8> {
            let country = number < 66 ? "US" : "BG"
            try bench.submit([event(number, .click, country: country, on: bench)])
        }
        bench.pass(.seconds(3))
        bench.approve(try #require(bench.proposals.last), by: 1)
        let approved = try #require(bench.validator.approved)
        #expect(approved.eventCount == 132)
        #expect(approved.paid == Amount(198))
        #expect(approved.balances[Sample.publisher(1)] == Amount(158))
    }

    @Test func `a rule that is invalid never applies, and a new channel may not have one`() throws {
        var terms = Sample.Terms()
        terms.targetingRules = #"[{"nonsense":1}]"#
        let keys = try Sample.keys(2)
        let channel = try Sample.channel(1, of: keys, terms: terms)
        #expect(channel.spec.rules.problems.count == 1)
        let fault = ChannelAcceptance.fault(
            channel, now: Sample.start, address: keys[0].address, policy: .open)
        #expect(fault?.path.contains("targetingRules") == true)
    }
}
