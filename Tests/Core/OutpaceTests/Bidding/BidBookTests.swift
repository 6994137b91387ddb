// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Outpace
import Primitives
import Testing

struct BidBookTests {
    @Test func `a bid is what thousand impressions pay times the match`() throws {
        let all = try [60, 30, 15].enumerated().map { index, score in
            Market.offer(try Market.channel(index, tags: [("a", score)]), price: Amount(8))
        }
        let bids = Market.book(all).bids(Market.query(["a"]))
        #expect(bids.map(\.price.uint64) == [8_000, 4_000, 2_000])
        #expect(bids.map(\.rating.promilles) == [1000, 500, 250])
        #expect(bids.map(\.minCpm.uint64) == [1_000, 1_000, 1_000])
    }

    @Test func `no bid is lower than the least that impressions pay`() throws {
        let best = Market.offer(try Market.channel(1, tags: [("a", 100)]), price: Amount(8))
        let other = Market.offer(
            try Market.channel(2, least: "3", tags: [("a", 1)]), price: Amount(8))
        #expect(Market.book([best, other]).prices(Market.query(["a"])) == [8_000, 3_000])
    }

    @Test func `the weights of all tags that match add up`() throws {
        let channel = try Market.channel(1, tags: [("a", 10), ("b", 20), ("c", 40), ("a", 5)])
        let book = Market.book([Market.offer(channel)])
        func score(_ tags: [String]) -> UInt64? {
            book.answer(Market.query(tags), at: Market.now).highestScore
        }
        #expect(score(["a", "b"]) == 30)
        #expect(score(["a", "a"]) == 10)
        #expect(score(["c", "d"]) == 40)
        #expect(score(["A", "d"]) == 0)
    }

    @Test func `tags are compared octet by octet`() throws {
        let book = Market.book([Market.offer(try Market.channel(1, tags: [("caf\u{e9}", 10)]))])
        let composed = book.answer(Market.query(["caf\u{e9}"]), at: Market.now)
        let combined = book.answer(Market.query(["cafe\u{301}"]), at: Market.now)
        #expect(composed.highestScore == 10)
        #expect(combined.highestScore == 0)
    }

    @Test func `without tags of the user every channel bids what it pays`() throws {
        let selective = Market.offer(try Market.channel(1, tags: [("a", 9)]), price: Amount(5))
        let open = Market.offer(try Market.channel(2), price: Amount(4))
        let answer = Market.book([selective, open]).answer(Market.query(), at: Market.now)
        #expect(answer.bids.map(\.price.uint64) == [5_000, 4_000])
        #expect(answer.highestScore == nil)
    }

    @Test func `a campaign without tags bids what it pays whoever the user is`() throws {
        let selective = Market.offer(try Market.channel(1, tags: [("a", 9)]), price: Amount(5))
        let open = Market.offer(try Market.channel(2), price: Amount(4))
        let book = Market.book([selective, open])
        #expect(book.prices(Market.query(["a"])) == [5_000, 4_000])
        #expect(book.prices(Market.query(["b"])) == [4_000, 1_000])
    }

    @Test func `equal prices are ordered by the match, then by the id`() throws {
        let plain = try (1...5).map { try Market.channel($0) }
        let selective = try Market.channel(9, tags: [("a", 9)])
        let offers = (plain + [selective]).map { Market.offer($0) }
        for rotation in 0..<offers.count {
            let turned = Array(offers[rotation...] + offers[..<rotation])
            let ids = Market.book(turned).bids(Market.query(["a"])).map(\.channel.id)
            #expect(ids == [selective.id] + plain.map(\.id).sorted())
        }
    }

    @Test func `only the best are answered`() throws {
        let offers = try (1...9).map {
            Market.offer(try Market.channel($0), price: Amount(UInt64($0)))
        }
        #expect(Market.book(offers).prices(Market.query(top: 3)) == [9_000, 8_000, 7_000])
    }

    @Test func `a channel without a verdict to bid is not offered`() throws {
        let channel = try Market.channel(1)
        var book = Market.book([Market.offer(channel, isBidding: false)])
        #expect(book.bids(Market.query()).isEmpty)
        book.take([Market.offer(channel)])
        #expect(book.bids(Market.query()).count == 1)
        book.take([Market.offer(channel, isBidding: false)])
        #expect(book.bids(Market.query()).isEmpty)
        #expect(book.count == 1)
    }

    @Test func `a campaign that is paused for a publisher is not offered to it`() throws {
        let publisher = try Sample.address("a")
        let offer = Market.offer(
            try Market.channel(1), price: Amount(5),
            perPublisher: try Balances([.init(account: publisher, amount: .zero)]))
        let book = Market.book([offer])
        #expect(book.prices(Market.query(publisher: publisher)) == [])
        #expect(book.prices(Market.query(publisher: try Sample.address("b"))) == [5_000])
        #expect(book.prices(Market.query()) == [5_000])
    }

    @Test func `a price counts from when it takes effect`() throws {
        let later = Market.now.milliseconds + 1
        let book = Market.book([
            Market.offer(try Market.channel(1), price: Amount(5), from: later)
        ])
        #expect(book.prices(Market.query()) == [1_000])
        let then = book.answer(Market.query(), at: Timestamp(milliseconds: later))
        #expect(then.bids.map(\.price.uint64) == [5_000])
    }

    @Test func `a campaign is offered from its beginning to its withdraw period`() throws {
        let begin: UInt64 = 1_600_000_000_000
        let end: UInt64 = 1_690_000_000_000
        let channel = try Market.channel(1, more: #","activeFrom":\#(begin)"#)
        let book = Market.book([Market.offer(channel)])
        let counts = [begin - 1, begin, end, end + 1].map { time in
            book.answer(Market.query(), at: Timestamp(milliseconds: time)).bids.count
        }
        #expect(counts == [0, 1, 1, 0])
    }

    @Test func `a score below the campaign's minimum is no match`() throws {
        let book = Market.book([
            Market.offer(
                try Market.channel(1, tags: [("a", 5), ("b", 5)], more: #","minTargetingScore":6"#))
        ])
        #expect(book.bids(Market.query(["a"])).isEmpty)
        #expect(book.bids(Market.query(["a", "b"])).count == 1)
        #expect(book.bids(Market.query()).count == 1)
    }

    @Test func `bids in another token can be left out`() throws {
        let channel = try Market.channel(1)
        let book = Market.book([Market.offer(channel)])
        var query = Market.query()
        query.depositAsset = channel.depositAsset
        #expect(book.bids(query).count == 1)
        query.depositAsset = channel.creator
        #expect(book.bids(query).isEmpty)
    }

    @Test func `the largest price does not overflow`() throws {
        let channel = try Market.channel(1, most: Amount.max.decimal, tags: [("a", 1)])
        let book = Market.book([Market.offer(channel, price: .max)])
        #expect(book.bids(Market.query(["a"])).map(\.price) == [.max])
    }

    @Test func `a later book says the same as one made at once`() throws {
        let offers = try (1...20).map {
            Market.offer(
                try Market.channel($0, tags: [("a", $0), ("b", 21 - $0)]),
                price: Amount(UInt64($0 % 7 + 1)))
        }
        var grown = BidBook()
        for offer in offers { grown.take([offer]) }
        let query = Market.query(["b"], top: 20)
        #expect(grown.bids(query) == Market.book(offers.reversed()).bids(query))
    }
}
