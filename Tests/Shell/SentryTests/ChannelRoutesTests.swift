// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import NodeCore
import Outpace
import Primitives
import Testing
import Validator

@testable import Sentry

@Suite struct ChannelRoutesTests {
    @Test func `a channel that is open on the chain is added`() async throws {
        let gateway = try SampleGateway()
        let reply = try await SampleAPI(gateway).post("/channel", Sample.json)
        #expect(reply.status == 200)
        #expect(try reply.value("success") == true)
        #expect(await gateway.channelIDs() == [try Sample.channel().id])
    }

    @Test func `a channel that is held already is refused`() async throws {
        let reply = try await SampleAPI(.holdingSample()).post("/channel", Sample.json)
        #expect(reply.status == 409)
        #expect(try reply.value("message") == "channel already exists")
    }

    @Test func `a node that is full says how many channels it holds`() async throws {
        var parameters = NodeParameters()
        parameters.channelLimit = 0
        let reply = try await SampleAPI(SampleGateway(parameters: parameters))
            .post("/channel", Sample.json)
        #expect(reply.status == 503)
        #expect(reply.header("Retry-After") == "3600")
        let detail = try reply.value("detail")?.string
        #expect(detail?.hasPrefix("limits.channels is 0;") == true)
    }

    @Test(arguments: [ChainState.unknown, .expired])
    func `a channel that is not open on the chain is refused`(state: ChainState) async throws {
        let api = try SampleAPI(SampleGateway(chain: state))
        let reply = await api.post("/channel", Sample.json)
        #expect(reply.status == 400)
        #expect(try reply.value("message") == "channel is not Active on ethereum")
    }

    @Test func `validating does not ask the chain`() async throws {
        let api = try SampleAPI(SampleGateway(chain: .unknown))
        let reply = await api.post("/channel/validate", Sample.json)
        #expect(reply.status == 200)
    }

    @Test func `a channel of other validators is refused with the text of AdEx`() async throws {
        let api = try SampleAPI(SampleGateway()) { $0.address = PaymentChannel.mainnetCore }
        let reply = await api.post("/channel/validate", Sample.json)
        #expect(reply.status == 400)
        #expect(try reply.value("message") == "channel is not validated by us")
    }

    // R8, R11.
    @Test(arguments: [
        "{}", #"{"id":"0x00"}"#, Sample.json.replacing(#","fee":"1""#, with: ""),
        Sample.json.replacing(#""depositAmount":"1000""#, with: #""depositAmount":"0""#),
    ])
    func `a channel without what it needs is refused, and what it lacks is named`(
        body: String
    ) async throws {
        for path in ["/channel", "/channel/validate"] {
            let reply = try await SampleAPI(SampleGateway()).post(path, body)
            #expect(reply.status == 400)
            #expect(try reply.value("statusCode") == 400)
            #expect(try reply.value("error") == "Bad Request")
            #expect(try reply.value("validation.source") == "body")
            #expect(try reply.value("validation.keys")?.array?.isEmpty == false)
        }
    }

    // R9.
    @Test(arguments: [
        ("1690000000000", "7258118400000", "channel withdrawPeriodStart is invalid"),
        ("1700000000", "7258118400", "channel.validUntil should not be greater than one year"),
    ])
    func `a time in the year 2200 is refused with AdEx's text`(
        old: String, new: String, text: String
    ) async throws {
        let json = Sample.json.replacing(old, with: new)
        let reply = try await SampleAPI(SampleGateway()).post("/channel/validate", json)
        #expect(reply.status == 400)
        #expect(try reply.value("message") == .string(text))
    }

    // R10.
    @Test func `a channel that was added reads back as it was posted, and is not added again`()
        async throws
    {
        let api = try SampleAPI(SampleGateway())
        let id = try Sample.channel().id
        #expect(await api.post("/channel", Sample.json).status == 200)
        let reply = await api.get("/channel/\(id)/status")
        let value = try JSONParser.parse(Bytes(Sample.json.utf8), limits: .standard)
        let posted = try #require(value.object)
        for key in posted.keys {
            #expect(try reply.value("channel.\(key)") == posted[key])
        }
        #expect(try reply.value("channel.exhausted") == [])
        #expect(await api.post("/channel", Sample.json).status == 409)
    }

    // R20.
    @Test(arguments: [(0, 0), (1, 1), (2, 1), (3, 2)])
    func `the list has as many pages as it fills`(count: Int, pages: Int) async throws {
        let channels = try (0..<count).map { number in
            try Sample.channel(Sample.json.replacing("caf", with: "number \(number) "))
        }
        let gateway = try SampleGateway(holding: channels.map { ChannelSnapshot(channel: $0) })
        let api = try SampleAPI(gateway) { $0.limits.channelsPerPage = 2 }
        var listed = 0
        for page in 0...pages {
            let reply = await api.get("/channel/list?page=\(page)")
            #expect(try reply.value("count") == .integer(count))
            #expect(try reply.value("total") == .integer(pages))
            #expect(try reply.value("totalPages") == .integer(pages))
            listed += try #require(try reply.value("channels")?.array).count
        }
        #expect(listed == count)
    }

    @Test func `a missing key is named as AdEx names it`() async throws {
        let json = Sample.json.replacing(#""url":"http://two.example","#, with: "")
        let reply = try await SampleAPI(SampleGateway()).post("/channel", json)
        #expect(reply.status == 400)
        #expect(try reply.value("validation.keys.0") == "spec.validators.1.url")
    }

    @Test(arguments: ["", "{", "[]", "null", "{}", "\u{0}"])
    func `a body that is no channel is a bad request`(body: String) async throws {
        let reply = try await SampleAPI(SampleGateway()).post("/channel", body)
        #expect(reply.status == 400)
        #expect(try reply.value("message")?.string?.isEmpty == false)
    }

    @Test func `the list has the channels that are still open`() async throws {
        let reply = try await SampleAPI(.holdingSample()).get("/channel/list")
        #expect(try reply.value("channels.0.id") == .string(try Sample.channel().id.description))
        #expect(try reply.value("total") == 1)
        #expect(try reply.value("totalPages") == 1)
        #expect(try reply.value("page") == 0)
    }

    @Test func `the list marks channels whose deposit is used up`() async throws {
        var snapshot = ChannelSnapshot(channel: try Sample.channel())
        snapshot.approved = try Sample.approved(snapshot.channel, isExhausted: true)
        let reply = try await SampleAPI(SampleGateway(holding: [snapshot])).get("/channel/list")
        #expect(try reply.value("channels.0.exhausted") == [true, true])
        let open = try await SampleAPI(.holdingSample()).get("/channel/list")
        #expect(try open.value("channels.0.exhausted") == [])
    }

    @Test(arguments: [
        "validUntil=1700000000", "creator=0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf",
        "validator=0x6813Eb9362372EEF6200f3b1dbC3f819671cBA69",
    ])
    func `a filter leaves out the channels that do not match`(query: String) async throws {
        let reply = try await SampleAPI(.holdingSample()).get("/channel/list?\(query)")
        #expect(try reply.value("total") == 0)
    }

    @Test(arguments: [
        "validUntil=1699999999", "creator=0x6813eb9362372eef6200f3b1dbc3f819671cba69",
        "validator=0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF",
    ])
    func `a filter keeps the channels that match`(query: String) async throws {
        let reply = try await SampleAPI(.holdingSample()).get("/channel/list?\(query)")
        #expect(try reply.value("total") == 1)
    }

    @Test(arguments: ["page=-1", "page=x", "page=1000001", "validUntil=", "creator=0x12"])
    func `a query that cannot be read is a bad request`(query: String) async throws {
        let reply = try await SampleAPI(.holdingSample()).get("/channel/list?\(query)")
        #expect(reply.status == 400)
    }

    @Test func `a page past the end is empty`() async throws {
        let reply = try await SampleAPI(.holdingSample()).get("/channel/list?page=1000000")
        #expect(try reply.value("channels") == [])
    }

    @Test func `a listed channel hashes to its id again`() async throws {
        let reply = try await SampleAPI(.holdingSample()).get("/channel/list")
        let text = String(decoding: reply.body, as: UTF8.self)
        #expect(text.contains(#""title":"caf\u00e9""#))
        let bytes = try #require(try reply.json.object?["channels"]?.array?.first)
        #expect(try reply.value("channels.0.spec.title") == "café")
        #expect(bytes.object?["depositAmount"] == "1000")
    }
}
