// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Identity
import JSON
import NodeCore
import Outpace
import Primitives
import Testing
import Validator

@testable import Sentry

@Suite struct AnalyticsRoutesTests {
    private let hour = Sample.now.milliseconds / 3_600_000

    /// A node that holds a channel of key 3, and what it was asked.
    private func ask(
        _ path: String, key: UInt8? = nil, counts: [SpanCount]? = []
    ) async throws -> (reply: APIReply, asked: CountQuery?) {
        var records = SampleRecords()
        records.counts = counts
        let channel = try Sample.channel(rules: "{}")
        let gateway = try SampleGateway(
            holding: [ChannelSnapshot(channel: channel)], records: records)
        let target = path.replacing(":id", with: channel.id.description)
        let reply = try await SampleAPI(gateway).get(
            target, token: key.map { try Sample.token($0) })
        return (reply, await gateway.records.askedCounts.last)
    }

    @Test(
        arguments: [
            ("/analytics", nil, 200), ("/analytics", 7, 200),
            ("/analytics/for-publisher", nil, 401), ("/analytics/for-publisher", 7, 200),
            ("/analytics/for-publisher/:id", nil, 401), ("/analytics/for-publisher/:id", 7, 200),
            ("/analytics/for-publisher/0x00", 7, 404), ("/analytics/for-advertiser", nil, 401),
            ("/analytics/for-advertiser", 7, 200), ("/analytics/:id", nil, 401),
            ("/analytics/:id", 7, 401), ("/analytics/:id", 3, 200), ("/analytics/0x00", 3, 404),
        ] as [(String, UInt8?, Int)])
    func `each route lets its own in`(path: String, key: UInt8?, status: Int) async throws {
        #expect(try await ask(path, key: key).reply.status == status)
    }

    @Test func `without parameters the impressions of the last hour are counted`() async throws {
        let (reply, asked) = try await ask("/analytics")
        #expect(try reply.value("limit") == 100)
        #expect(try reply.value("aggr") == [])
        let query = try #require(asked)
        #expect(query.channels == nil)
        #expect(query.publisher == nil)
        #expect(query.type == .impression)
        #expect(!query.isByChannel)
        #expect(query.bounds.first == hour - 1)
        #expect(query.bounds.last == hour + 1)
    }

    @Test func `publishers are asked about themselves, advertisers about their channels`()
        async throws
    {
        let id = try Sample.channel(rules: "{}").id
        let publisher = try await ask("/analytics/for-publisher", key: 7).asked
        #expect(publisher?.publisher == (try Sample.key(7).address))
        #expect(publisher?.channels == [id])
        let advertiser = try await ask("/analytics/for-advertiser", key: 3).asked
        #expect(advertiser?.publisher == nil)
        #expect(advertiser?.channels == [id])
        #expect(try await ask("/analytics/for-advertiser", key: 7).asked?.channels == [])
    }

    @Test func `values are text, with their times and channels`() async throws {
        let id = try Sample.channel().id
        let counts = [
            SpanCount(hour: hour, channel: id, count: 12, amount: Amount(34)),
            SpanCount(hour: hour + 1, channel: id, count: 1, amount: .max),
        ]
        let query = "?segmentByChannel=true&eventType=CLICK"
        let (reply, asked) = try await ask(
            "/analytics/for-publisher\(query)", key: 7, counts: counts)
        #expect(try reply.value("aggr.0.value") == "12")
        #expect(try reply.value("aggr.0.time") == .integer(hour * 3_600_000))
        #expect(try reply.value("aggr.0.channelId") == .string(id.description))
        #expect(asked?.type == .click)
        #expect(asked?.isByChannel == true)
        let paid = try await ask(
            "/analytics/for-publisher?metric=eventPayouts&limit=1", key: 7, counts: counts)
        #expect(try paid.reply.value("aggr.0.value") == "34")
        #expect(try paid.reply.value("aggr")?.array?.count == 1)
        #expect(try paid.reply.value("limit") == 1)
    }

    @Test(
        arguments: [
            ("year", 720), ("month", 24), ("week", 6), ("day", 1), ("hour", 1),
            ("week&weekHoursSpan=12", 12),
        ] as [(String, UInt64)])
    func `a time frame has its steps`(frame: String, step: UInt64) async throws {
        let asked = try await ask("/analytics?timeframe=\(frame)").asked
        let bounds = try #require(asked?.bounds)
        #expect(bounds.allSatisfy { $0.isMultiple(of: step) })
        #expect(zip(bounds, bounds.dropFirst()).allSatisfy { $1 - $0 == step })
        #expect(bounds.count > 1 && bounds.count <= 33)
    }

    @Test(arguments: [
        ("start=2023-03-01&end=2023-03-02", 24), ("start=0&end=3600000", 1),
        ("start=2023-03-01T00:30:00Z&end=2023-03-01T01:30:00.000Z", 2),
    ])
    func `a start and an end are dates, times or milliseconds`(
        query: String, hours: UInt64
    ) async throws {
        let bounds = try #require(try await ask("/analytics?\(query)").asked?.bounds)
        #expect(bounds[bounds.count - 1] - bounds[0] == hours)
    }

    @Test(arguments: [
        "eventType=CLOSE", "eventType=", "eventType=impression", "metric=x", "timeframe=minute",
        "limit=0", "limit=1001", "limit=-1", "segmentByChannel=yes", "segmentByChannel=true",
        "timezone=Europe/Sofia", "weekHoursSpan=0", "weekHoursSpan=169", "start=x",
        "end=2023-13-01",
        "start=2023-03-02&end=2023-03-01", "start=2023-03-02&end=2023-03-02",
        "start=2020-01-01&end=2023-01-01", "start=99999999999999", "start=9999999999999",
        "end=0", "start=%ff",
    ])
    func `bad parameters are refused with what is allowed`(query: String) async throws {
        let reply = try await ask("/analytics?\(query)").reply
        #expect(reply.status == 400)
        #expect(try reply.value("message")?.string?.contains("allowed") == true)
        #expect(try reply.value("validation.source") == "query")
    }

    @Test func `a question that is too large says what to do`() async throws {
        let reply = try await ask("/analytics/for-advertiser", key: 3, counts: nil).reply
        #expect(reply.status == 400)
        #expect(try reply.value("message")?.string?.contains("shorter") == true)
    }
}

@Suite struct AggregateRoutesTests {
    private let one: Address
    private let other: Address

    init() throws {
        one = try Sample.key(8).address
        other = try Sample.key(9).address
    }

    private func ask(_ key: UInt8?, _ query: String = "") async throws -> APIReply {
        let hour = Sample.now.milliseconds / 3_600_000
        func sum(_ who: Address, _ type: UInt8, _ hour: UInt64, _ count: UInt64) -> EventSum {
            EventSum(
                publisher: who, type: type, hour: hour, count: count, amount: Amount(3 * count))
        }
        var records = SampleRecords()
        records.aggregates = [
            EventAggregate(
                created: Sample.now,
                sums: [
                    sum(one, 1, hour, 2), sum(one, 1, hour + 1, 3), sum(one, 2, hour, 4),
                    sum(other, 1, hour, 10),
                ]),
            EventAggregate(
                created: Sample.now.adding(milliseconds: 5), sums: [sum(other, 0, hour, 1)]),
        ]
        return try await SampleAPI(.holdingSample(records: records)).get(
            "/channel/\(Sample.channel().id)/events-aggregates\(query)",
            token: key.map { try Sample.token($0) })
    }

    @Test func `a validator sees everything`() async throws {
        let reply = try await ask(2)
        #expect(try reply.value("channel.id") == .string(try Sample.channel().id.description))
        let first = "events.0"
        #expect(try reply.value("\(first).created") == "2023-03-28T10:40:00.000Z")
        let counts = "\(first).events.IMPRESSION.eventCounts"
        #expect(try reply.value("\(counts).\(one.lowercaseHex)") == "5")
        #expect(try reply.value("\(counts).\(other.lowercaseHex)") == "10")
        let payouts = "\(first).events.IMPRESSION.eventPayouts"
        #expect(try reply.value("\(payouts).\(one.lowercaseHex)") == "15")
        #expect(try reply.value("\(first).totals.IMPRESSION.eventCounts") == "15")
        #expect(try reply.value("\(first).totals.CLICK.eventPayouts") == "12")
        #expect(try reply.value("\(first).earners")?.array?.count == 2)
        #expect(try reply.value("events.1.events.UNKNOWN") != nil)
    }

    @Test func `another sees when, and its own impressions`() async throws {
        let reply = try await ask(8)
        let own: JSONValue = [
            "created": "2023-03-28T10:40:00.000Z",
            "events": [
                "IMPRESSION": [
                    "eventCounts": .object(JSONObject(members: [(one.lowercaseHex, "5")])),
                    "eventPayouts": .object(JSONObject(members: [(one.lowercaseHex, "15")])),
                ]
            ],
        ]
        #expect(try reply.value("events.0") == own)
        #expect(try reply.value("events.1.events") == [:])
        #expect(try await ask(7).value("events.0.events") == [:])
    }

    @Test func `nobody sees anything without a token`() async throws {
        #expect(try await ask(nil).status == 401)
    }

    @Test func `a time leaves out what is not later`() async throws {
        let reply = try await ask(2, "?after=\(Sample.now.milliseconds)")
        #expect(try reply.value("events")?.array?.count == 1)
    }

    @Test(arguments: ["?after=x", "?after=-1", "?after=99999999999999999999"])
    func `a bad time is refused`(query: String) async throws {
        #expect(try await ask(2, query).status == 400)
    }

    @Test func `a channel that is not held is not found`() async throws {
        let api = try SampleAPI(SampleGateway())
        let reply = await api.get(
            "/channel/\(try Sample.channel().id)/events-aggregates", token: try Sample.token(8))
        #expect(reply.status == 404)
    }
}
