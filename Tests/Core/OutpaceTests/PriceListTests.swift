// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Outpace
import Primitives
import Targeting
import Testing

struct PriceListTests {
    private let channel: PaymentChannel
    private let publisher: Address

    init() throws {
        channel = try Sample.channel()
        publisher = try Sample.address("a")
    }

    private func entry(
        _ sequence: UInt64, _ price: UInt64, from time: UInt64, perPublisher: Balances = Balances()
    ) -> PriceList.Entry {
        PriceList.Entry(
            sequence: sequence, price: Amount(price), perPublisher: perPublisher,
            effectiveFrom: Timestamp(milliseconds: time)
        )
    }

    private func price(
        _ list: PriceList, at time: UInt64, of type: EventType = .impression
    ) -> UInt64? {
        list.basePrice(
            of: type, publisher: publisher, occurredAt: Timestamp(milliseconds: time),
            channel: channel
        ).uint64
    }

    // U15.
    @Test func `without a price the lower bound holds`() {
        #expect(price(PriceList(), at: 5) == 1)
        #expect(price(PriceList(), at: 5, of: .click) == 0)
    }

    @Test func `the newest price in force holds`() {
        var list = PriceList()
        list.insert(entry(2, 7, from: 200))
        list.insert(entry(1, 3, from: 100))
        #expect([99, 100, 199, 200, 999].map { price(list, at: $0) } == [1, 3, 3, 7, 7])
        #expect(list.latestSequence == 2)
    }

    @Test func `a list knows up to where it has every statement`() {
        var list = PriceList()
        let complete = ([1, 4, 3, 2] as [UInt64]).map { sequence -> UInt64 in
            list.insert(entry(sequence, 3, from: 100 + sequence))
            return list.completeSequence
        }
        #expect(complete == [1, 1, 1, 4])
        #expect(list.through(2).completeSequence == 2)
        #expect(list.latestSequence == 4)
    }

    @Test func `rules of all entries together are bounded`() {
        var list = PriceList()
        let text = Bytes(repeating: 0x20, count: PriceList.rulesByteLimit / 2)
        for sequence in 1...3 as ClosedRange<UInt64> {
            let entry = PriceList.Entry(
                sequence: sequence, price: Amount(3), perPublisher: Balances(),
                rules: TargetingRules.none, rulesText: text,
                effectiveFrom: Timestamp(milliseconds: sequence))
            #expect(list.insert(entry) == (sequence < 3 ? .inserted : .full))
        }
    }

    @Test func `only a price of nothing is a pause`() {
        var list = PriceList()
        #expect(!list.isPaused(at: nil, occurredAt: Timestamp(milliseconds: 5)))
        list.insert(entry(1, 0, from: 10))
        #expect(!list.isPaused(at: nil, occurredAt: Timestamp(milliseconds: 5)))
        #expect(list.isPaused(at: nil, occurredAt: Timestamp(milliseconds: 10)))
    }

    @Test func `of two prices from one time on the later statement holds`() {
        var list = PriceList()
        list.insert(entry(2, 7, from: 100))
        list.insert(entry(1, 3, from: 100))
        #expect(price(list, at: 100) == 7)
    }

    @Test func `a price for the publisher wins`() throws {
        var list = PriceList()
        list.insert(entry(1, 3, from: 0, perPublisher: try Sample.balances(["a": 9])))
        #expect(price(list, at: 1) == 9)
    }

    @Test func `a price is brought within the bounds, but nothing means paused`() {
        var list = PriceList()
        list.insert(entry(1, 99, from: 100))
        list.insert(entry(2, 0, from: 200))
        #expect([100, 200].map { price(list, at: $0) } == [10, 0])
    }

    @Test func `bounds of a type win over those of the impression`() throws {
        let json = Sample.json.replacing(
            "\"CLICK\":{\"min\":\"0\",\"max\":\"0\"}",
            with: "\"CLICK\":{\"min\":\"2\",\"max\":\"3\"},"
                + "\"IMPRESSION\":{\"min\":\"4\",\"max\":\"5\"}"
        )
        let spec = try Sample.channel(json).spec
        #expect(spec.bounds(of: .click) == PricingBounds(min: Amount(2), max: Amount(3)))
        #expect(spec.bounds(of: .impression) == PricingBounds(min: Amount(4), max: Amount(5)))
    }

    @Test func `a statement counts once, and a contradiction is shown`() {
        var list = PriceList()
        #expect(list.insert(entry(1, 3, from: 100)) == .inserted)
        #expect(list.insert(entry(1, 3, from: 100)) == .known)
        #expect(list.insert(entry(1, 4, from: 100)) == .conflicting(entry(1, 3, from: 100)))
        #expect(list.entries.count == 1)
    }

    @Test func `the list is bounded`() {
        var list = PriceList()
        for sequence in 1...1000 as ClosedRange<UInt64> {
            list.insert(entry(sequence, 1, from: sequence))
        }
        #expect(list.insert(entry(1001, 1, from: 1001)) == .full)
    }

    @Test func `rules hold from their statement on, until others come`() throws {
        let rules = try TargetingRules.checked([["set": ["price.IMPRESSION", ["bn": "9"]]]])
        var list = PriceList()
        list.insert(entry(1, 3, from: 100))
        #expect(
            list.rules(at: Timestamp(milliseconds: 300), channel: channel) == channel.spec.rules)
        list.insert(
            PriceList.Entry(
                sequence: 2, price: Amount(3), perPublisher: Balances(), rules: rules,
                effectiveFrom: Timestamp(milliseconds: 200)))
        list.insert(entry(3, 4, from: 250))
        #expect(list.rules(at: Timestamp(milliseconds: 50), channel: channel) == channel.spec.rules)
        #expect(
            list.rules(at: Timestamp(milliseconds: 199), channel: channel) == channel.spec.rules)
        for time in [200, 250, 900] as [UInt64] {
            #expect(list.rules(at: Timestamp(milliseconds: time), channel: channel) == rules)
        }
        #expect(
            list.through(1).rules(at: Timestamp(milliseconds: 900), channel: channel)
                == channel.spec.rules)
    }

    @Test func `a proposal is judged by the prices it was made with`() {
        var list = PriceList()
        list.insert(entry(1, 3, from: 100))
        list.insert(entry(2, 7, from: 200))
        #expect(price(list.through(1), at: 300) == 3)
        #expect(list.through(1).latestSequence == 1)
        #expect(list.through(2) == list)
        #expect(price(list.through(0), at: 300) == 1)
    }

    @Test func `a statement outside the bounds is seen`() throws {
        #expect(entry(1, 10, from: 0).isWithinBounds(of: channel))
        #expect(entry(1, 0, from: 0).isWithinBounds(of: channel))
        #expect(!entry(1, 11, from: 0).isWithinBounds(of: channel))
        let perPublisher = try Sample.balances(["a": 11])
        #expect(!entry(1, 5, from: 0, perPublisher: perPublisher).isWithinBounds(of: channel))
    }
}
