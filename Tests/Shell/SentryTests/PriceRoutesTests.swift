// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import NodeCore
import Outpace
import Primitives
import Testing
import Validator
import ValidatorMessages

@testable import Sentry

/// POST /channel/:id/validator-messages.
struct PriceRoutesTests {
    private static let publisher = Sample.publisher

    private static func message(_ members: String) -> String { #"{"messages":[{\#(members)}]}"# }

    private func serving() throws -> (api: SampleAPI, gateway: SampleGateway, path: String) {
        let channel = try Sample.channel()
        let gateway = try SampleGateway(holding: [ChannelSnapshot(channel: channel)])
        return (try SampleAPI(gateway), gateway, "/channel/\(channel.id)/validator-messages")
    }

    @Test func `the leader's operator sets a price for all and for one publisher`() async throws {
        let (api, gateway, path) = try serving()
        let body = Self.message(
            #""type":"SetImpressionPrice","price":"7","perPublisher":{"\#(Self.publisher)":"9"}"#)
        let reply = await api.post(path, body, token: try Sample.token(1))
        #expect(reply.status == 200)
        #expect(try reply.value("success") == true)
        let id = try Sample.channel().id
        #expect(await gateway.said.map(\.channel) == [id])
    }

    @Test func `only the leader's token does`() async throws {
        let (api, _, path) = try serving()
        let body = Self.message(#""type":"SetImpressionPrice","price":"7""#)
        #expect(await api.post(path, body).status == 401)
        #expect(await api.post(path, body, token: try Sample.token(9)).status == 401)
        #expect(await api.post(path, body, token: try Sample.token(2)).status == 403)
        #expect(await api.post(path, body, token: try Sample.token(1)).status == 200)
    }

    @Test func `after the last price that fits only a pause is taken`() async throws {
        let (api, gateway, path) = try serving()
        try await gateway.say(prices: PriceList.entryLimit - PriceList.pauseReserve)
        let token = try Sample.token(1)
        let price = Self.message(#""type":"SetImpressionPrice","price":"7""#)
        let full = await api.post(path, price, token: token)
        #expect(full.status == 429)
        let pause = Self.message(#""type":"SetImpressionPrice","price":"0""#)
        #expect(await api.post(path, pause, token: token).status == 200)
    }

    @Test(arguments: [
        ("", "form"), ("{}", "form"), (#"{"messages":[]}"#, "form"),
        (#"{"messages":[null]}"#, "form"), (message(#""type":1"#), "type is missing"),
        (message(#""price":"1""#), "type is missing"),
        (message(#""type":"NewState""#), "allowed: SetImpressionPrice"),
        (message(#""type":"NewState","balances":{}"#), "allowed: SetImpressionPrice"),
        (message(#""type":"NewState","balances":"all""#), "allowed: SetImpressionPrice"),
        (message(#""type":"NewState","stateRoot":"0a""#), "allowed: SetImpressionPrice"),
        (message(#""type":"ApproveState""#), "allowed: SetImpressionPrice"),
        (message(#""type":"SetImpressionPrice""#), "price must be"),
        (message(#""type":"SetImpressionPrice","price":7"#), "price must be"),
        (message(#""type":"SetImpressionPrice","price":"11""#), "out of bounds"),
        (message(#""type":"SetImpressionPrice","price":"7","cost":1"#), "unknown key"),
        (
            message(#""type":"SetImpressionPrice","price":"7","perPublisher":{"x":"1"}"#),
            "not an address"
        ),
        (
            message(#""type":"SetImpressionPrice","price":"7","perPublisher":[]"#),
            "must be an object"
        ),
    ])
    func `a bad message is answered with what is allowed`(body: String, reason: String) async throws
    {
        let (api, gateway, path) = try serving()
        let reply = await api.post(path, body, token: try Sample.token(1))
        #expect(reply.status == 400)
        let message = try reply.value("message")?.string ?? ""
        #expect(message.contains(reason) || message.contains("JSON"), "\(message)")
        #expect(await gateway.said.isEmpty)
    }
}
