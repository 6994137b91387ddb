// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Mempool
import NodeCore
import Outpace
import Primitives
import Testing
import Validator
import ValidatorMessages

@testable import Sentry

@Suite struct PartialRoutesTests {
    private static let good = #"{"type":"CLICK","publisher":"\#(Sample.publisher)"}"#
    private static let old =
        #"{"type":"CLICK","publisher":"\#(Sample.publisher)","occurredAt":1,"#
        + #""nonce":"\#(String(repeating: "0a", count: 16))"}"#
    private static let malformed = #"{"type":"CLICK","publisher":"0x12"}"#

    private func post(
        _ events: [String], to gateway: SampleGateway, query: String = "?partial=1",
        configure: (inout SentryConfiguration) -> Void = { _ in }
    ) async throws -> APIReply {
        let api = try SampleAPI(gateway, configure: configure)
        let body = #"{"events":[\#(events.joined(separator: ","))]}"#
        return await api.post("/channel/\(try Sample.channel().id)/events\(query)", body)
    }

    @Test func `each event has its own result`() async throws {
        let gateway = try SampleGateway.holdingSample()
        let reply = try await post(
            [Self.good, Self.malformed, Self.old, Self.good, "7"], to: gateway)
        #expect(reply.status == 200)
        #expect(try reply.value("success") == false)
        let taken = await gateway.submitted.filter { $0.occurredAt == Sample.now }
        #expect(try reply.value("results.0.id") != nil)
        #expect(try reply.value("results.1.statusCode") == 400)
        #expect(try reply.value("results.1.message")?.string?.contains("publisher") == true)
        #expect(try reply.value("results.2.statusCode") == 400)
        #expect(try reply.value("results.2.message")?.string?.contains("events[2]") == true)
        #expect(try reply.value("results.3.id") != nil)
        #expect(try reply.value("results.4.statusCode") == 400)
        #expect(Set(taken.map(\.id)).count == 2)
    }

    @Test func `when all are taken the request succeeded`() async throws {
        let reply = try await post([Self.good, Self.good], to: .holdingSample())
        #expect(reply.status == 200)
        #expect(try reply.value("success") == true)
        #expect(try reply.value("results")?.array?.count == 2)
    }

    @Test func `when none is taken the status is the first refusal's`() async throws {
        let reply = try await post([Self.old, Self.malformed], to: .holdingSample())
        #expect(reply.status == 400)
        #expect(try reply.value("results")?.array?.count == 2)
    }

    @Test func `without the parameter nothing after a bad event is taken`() async throws {
        let gateway = try SampleGateway.holdingSample()
        let reply = try await post([Self.good, Self.malformed], to: gateway, query: "")
        #expect(reply.status == 400)
        #expect(try reply.value("validation.keys.0") == "events.1.publisher")
        #expect(await gateway.submitted.isEmpty)
    }

    @Test func `a full pool takes what it can and asks to come back`() async throws {
        var parameters = NodeParameters()
        // Half of a pool is one validator's, of two.
        parameters.mempool = MempoolParameters(eventLimit: 4)
        let gateway = try SampleGateway(
            holding: [ChannelSnapshot(channel: try Sample.channel())], parameters: parameters)
        let reply = try await post([Self.good, Self.good, Self.good, Self.good], to: gateway)
        #expect(reply.status == 200)
        #expect(reply.header("Retry-After") == "1")
        let statuses = (0..<4).map { try? reply.value("results.\($0).statusCode") }
        #expect(statuses == [nil, nil, 503, 503])
        let none = try await post([Self.good], to: gateway)
        #expect(none.status == 503)
        #expect(none.header("Retry-After") == "1")
    }

    @Test func `nothing but bad events costs a bounded number of turns`() async throws {
        let gateway = try SampleGateway.holdingSample()
        let reply = try await post(Array(repeating: Self.old, count: 10), to: gateway) {
            $0.limits.refusalsPerRequest = 3
        }
        #expect(reply.status == 400)
        #expect(try reply.value("results.2.statusCode") == 400)
        #expect(try reply.value("results.3.statusCode") == 503)
        #expect(reply.header("Retry-After") == "1")
    }

    @Test func `events of channels that are not held do not stop the others`() async throws {
        let gateway = try SampleGateway.holdingSample()
        let id = try Sample.channel().id
        let none = String(repeating: "0", count: 64)
        func event(_ id: String) -> String {
            #"{"channelId":"\#(id)","type":"CLICK","publisher":"\#(Sample.publisher)"}"#
        }
        let body = #"{"events":[\#(event(none)),\#(event(id.description))]}"#
        let reply = await (try SampleAPI(gateway)).post("/channel/events?partial=1", body)
        #expect(reply.status == 200)
        #expect(try reply.value("results.0.statusCode") == 404)
        #expect(try reply.value("results.1.id") != nil)
    }
}
