// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Outpace
import Primitives
import Testing

@testable import Sentry

@Suite struct BidRoutesTests {
    /// A channel; `more` are members of its spec.
    private static func offer(
        _ nonce: Int, tags: String = "", price: UInt64 = 1, more: String = "",
        isBidding: Bool = true
    ) throws -> ChannelOffer {
        let channel = try Sample.channel(
            Sample.json.replacing(
                #""minPerImpression":"1""#,
                with: #""nonce":"\#(nonce)","targeting":[\#(tags)]\#(more),"minPerImpression":"1""#
            ))
        var prices = PriceList()
        prices.insert(
            PriceList.Entry(
                sequence: 1, price: Amount(price), perPublisher: Balances(),
                effectiveFrom: Timestamp(milliseconds: 0)))
        return ChannelOffer(channel: channel, prices: prices, isBidding: isBidding)
    }

    private func get(_ target: String, _ offers: [ChannelOffer]) async throws -> APIReply {
        try await OfferBoard(offers).api().get(target)
    }

    private func prices(_ reply: APIReply) throws -> [String?] {
        try #require(try reply.value("bids")?.array).map { $0.object?["price"]?.string }
    }

    @Test func `a bid says what an ad view needs`() async throws {
        let unit = #","adUnits":[{"ipfs":"Qm","mediaUrl":"https://ads.example/a.png"}]"#
        let offer = try Self.offer(
            1, tags: #"{"tag":"news","score":40},{"tag":"cats","score":20}"#, price: 9, more: unit)
        let other = try Self.offer(2, tags: #"{"tag":"news","score":60}"#, price: 2)
        let target = "/bids?publisher=\(Sample.publisher)&tags=news&top=1"
        let reply = try await get(target, [offer, other])
        #expect(reply.status == 200)
        #expect(try reply.value("publisher") == .string(Sample.publisher))
        #expect(try reply.value("highestScore") == 60)
        #expect(try reply.value("complete") == true)
        #expect(try reply.value("bids")?.array?.count == 1)
        let id = offer.channel.id.description
        #expect(try reply.value("bids.0.channelId") == .string(id))
        #expect(try reply.value("bids.0.price") == "6000")
        #expect(try reply.value("bids.0.match") == .number("0.666"))
        #expect(try reply.value("bids.0.score") == 40)
        #expect(try reply.value("bids.0.matchToCpmRatio") == "9000")
        #expect(try reply.value("bids.0.minCpm") == "1000")
        #expect(try reply.value("bids.0.pricePerImpression") == "9")
        #expect(try reply.value("bids.0.adUnits.0.ipfs") == "Qm")
        #expect(try reply.value("bids.0.validators.1.url") == "http://two.example")
        #expect(try reply.value("bids.0.targetingRules") == [])
    }

    @Test func `without parameters ten channels are answered in full`() async throws {
        let offers = try (1...12).map { try Self.offer($0, tags: #"{"tag":"a","score":1}"#) }
        let reply = try await get("/bids", offers)
        #expect(try prices(reply).count == 10)
        #expect(try reply.value("publisher") == .some(.null))
        #expect(try reply.value("highestScore") == .some(.null))
        #expect(try reply.value("bids.0.match") == .number("1.000"))
        #expect(try reply.value("bids.0.score") == .some(.null))
    }

    @Test func `the highest prices come first and no more than asked`() async throws {
        let offers = try (1...9).map { try Self.offer($0, price: UInt64($0)) }
        let reply = try await get("/bids?top=3", offers)
        #expect(try prices(reply) == ["9000", "8000", "7000"])
    }

    @Test func `ties are in the order of the ids whatever the order they came in`() async throws {
        let offers = try (1...6).map { try Self.offer($0) }
        let ids = offers.map { JSONValue.string($0.channel.id.description) }
        let sorted = offers.map(\.channel.id).sorted().map { JSONValue.string($0.description) }
        #expect(ids != sorted)
        let reply = try await get("/bids", offers)
        let found = try #require(try reply.value("bids")?.array).map { $0.object?["channelId"] }
        #expect(found == sorted)
    }

    @Test func `channels that do not bid are not offered`() async throws {
        let reply = try await get("/bids", [Self.offer(1, isBidding: false)])
        #expect(try reply.value("bids") == [])
    }

    @Test func `a channel without heartbeats does not bid`() async throws {
        let reply = try await SampleAPI(.holdingSample()).get("/bids")
        #expect(reply.status == 200)
        #expect(try reply.value("bids") == [])
    }

    @Test func `a campaign that is paused is not offered`() async throws {
        let reply = try await get("/bids", [Self.offer(1, price: 0)])
        #expect(try reply.value("bids") == [])
    }

    @Test func `rules hide an ad from a publisher`() async throws {
        let rule = #"{"neq":[{"get":"publisherId"},"\#(Sample.publisher)"]}"#
        let more = #","targetingRules":[{"onlyShowIf":\#(rule)}]"#
        let offers = [try Self.offer(1, more: more)]
        let hidden = try await get("/bids?publisher=\(Sample.publisher)", offers)
        #expect(try hidden.value("bids") == [])
        let creator = offers[0].channel.creator
        let shown = try await get("/bids?publisher=\(creator)", offers)
        #expect(try shown.value("bids.0.targetingRules.0.onlyShowIf.neq.1")?.string != nil)
    }

    @Test func `a tag may hold any character but a comma`() async throws {
        let offers = [try Self.offer(1, tags: #"{"tag":"a+b&c=\u00e9 d","score":7}"#)]
        let reply = try await get("/bids?tags=x,a+b%26c%3D%C3%A9%20d", offers)
        #expect(try reply.value("highestScore") == 7)
    }

    @Test func `bids in other tokens are left out when asked`() async throws {
        let offer = try Self.offer(1)
        let same = try await get("/bids?depositAsset=\(offer.channel.depositAsset)", [offer])
        #expect(try prices(same).count == 1)
        let other = try await get("/bids?depositAsset=\(offer.channel.creator)", [offer])
        #expect(try prices(other).isEmpty)
    }

    @Test(
        arguments: [
            ("publisher=", "publisher"), ("publisher=0x12", "publisher"),
            ("publisher=\(String(repeating: "g", count: 40))", "publisher"), ("top=0", "top"),
            ("top=101", "top"), ("top=-1", "top"), ("top=1.5", "top"), ("top=", "top"),
            ("top=99999999999999999999", "top"), ("tags=", "tags"), ("tags", "tags"),
            ("tags=a,,b", "tags"), ("tags=a,", "tags"), ("tags=%ff", "tags"), ("tags=%2", "tags"),
            ("tags=\(String(repeating: "x", count: 65))", "tags"),
            ("tags=\(String(repeating: "x,", count: 64))x", "tags"),
            ("depositAsset=x", "depositAsset"),
        ])
    func `a parameter that cannot be read is named`(query: String, key: String) async throws {
        let reply = try await get("/bids?\(query)", [Self.offer(1)])
        #expect(reply.status == 400)
        #expect(try reply.value("validation.keys.0") == .string(key))
        #expect(try reply.value("message")?.string?.contains("allowed: ") == true)
    }

    @Test(arguments: ["top=1", "top=100", "tags=\(String(repeating: "x", count: 64))"])
    func `the ends of what is allowed are allowed`(query: String) async throws {
        #expect(try await get("/bids?\(query)", [Self.offer(1)]).status == 200)
        let tags = (1...64).map { "\($0)" }.joined(separator: ",")
        #expect(try await get("/bids?tags=\(tags)&\(query)", [Self.offer(1)]).status == 200)
    }

    @Test func `an answer that the client has is not sent again`() async throws {
        let api = try OfferBoard([Self.offer(1)]).api()
        let tag = await api.get("/bids").header("ETag")
        #expect(tag != nil)
        #expect(await api.get("/bids", ifNoneMatch: tag).status == 304)
    }

    @Test func `what changed at the node is offered`() async throws {
        let board = try OfferBoard([Self.offer(1), Self.offer(2)])
        let api = try board.api()
        #expect(try prices(await api.get("/bids")).count == 2)
        await board.change(try Self.offer(2, isBidding: false))
        await board.change(try Self.offer(3, price: 5))
        #expect(try prices(await api.get("/bids")) == ["5000", "1000"])
        #expect(await board.handedOut == 4)
    }

    @Test func `the node is not asked for every answer`() async throws {
        let board = try OfferBoard([Self.offer(1)])
        let api = try board.api(offersAge: .seconds(3600))
        for _ in 0..<5 {
            #expect(try prices(await api.get("/bids")).count == 1)
        }
        #expect(await board.questions == 1)
    }
}
