// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Identity
import JSON
import Mempool
import NodeCore
import Outpace
import Primitives
import Testing
import Validator
import ValidatorMessages

@testable import Sentry

@Suite struct EventRoutesTests {
    private static let nonce = String(repeating: "0a", count: 16)

    private func path() throws -> String { "/channel/\(try Sample.channel().id)/events" }

    private func event(_ members: String) -> String {
        #"{"events":[{"type":"IMPRESSION","publisher":"\#(Sample.publisher)"\#(members)}]}"#
    }

    @Test func `an event is taken and named`() async throws {
        let gateway = try SampleGateway.holdingSample()
        let reply = try await SampleAPI(gateway).post(path(), event(""))
        #expect(reply.status == 200)
        #expect(try reply.value("success") == true)
        let record = try #require(await gateway.submitted.first)
        #expect(try reply.value("ids.0") == .string(record.id.description))
        #expect(record.occurredAt == Sample.now)
        #expect(record.nonce.count == 16)
    }

    // I1.
    @Test func `a publisher is the same in every spelling`() async throws {
        let gateway = try SampleGateway.holdingSample()
        let api = try SampleAPI(gateway)
        for publisher in [Sample.publisher, Sample.publisher.lowercased()] {
            let body = #"{"events":[{"type":"CLICK","publisher":"\#(publisher)"}]}"#
            #expect(await api.post(try path(), body).status == 200)
        }
        #expect(Set(await gateway.submitted.map(\.publisher)).count == 1)
    }

    // I21.
    @Test func `a channel whose deposit is used up is gone`() async throws {
        var snapshot = ChannelSnapshot(channel: try Sample.channel())
        snapshot.approved = try Sample.approved(snapshot.channel, isExhausted: true)
        let reply = try await SampleAPI(SampleGateway(holding: [snapshot])).post(path(), event(""))
        #expect(reply.status == 410)
        #expect(try reply.value("message") == "channel is exhausted")
        #expect(try reply.value("success") == false)
    }

    @Test func `every member of an event is recorded`() async throws {
        let gateway = try SampleGateway.holdingSample()
        _ = try await SampleAPI(gateway).post(
            path(),
            event(
                """
                ,"user":"someone","adUnit":"u","adSlot":"s","slotType":"t","ref":"r","country":"DE",\
                "os":"Linux","browser":"Firefox","occurredAt":1679999999000,"nonce":"\(Self.nonce)"
                """))
        let record = try #require(await gateway.submitted.first)
        let expected = EventRecord.Content(
            channel: try Sample.channel().id, type: .impression,
            publisher: try #require(Address(hex: Sample.publisher)), user: Bytes("someone".utf8),
            adUnit: "u", adSlot: "s", slotType: "t", referrer: "r", country: "DE",
            operatingSystem: "Linux", browser: "Firefox",
            occurredAt: Timestamp(milliseconds: 1_679_999_999_000),
            nonce: Bytes(repeating: 10, count: 16))
        #expect(record.content == expected)
    }

    @Test func `an event posted again has the same id`() async throws {
        let api = try SampleAPI(.holdingSample())
        let body = event(#","occurredAt":"2023-03-28T10:39:59Z","nonce":"\#(Self.nonce)""#)
        let first = await api.post(try path(), body)
        let second = await api.post(try path(), body)
        #expect(first.status == 200)
        #expect(first.body == second.body)
    }

    @Test(arguments: [
        (#","occurredAt":1"#, "events.0.nonce"),
        (#","nonce":"\#(nonce)""#, "events.0.occurredAt"),
        (#","nonce":"0a","occurredAt":1"#, "events.0.nonce"),
        (#","occurredAt":1.5"#, "events.0.occurredAt"),
        (#","occurredAt":"yesterday""#, "events.0.occurredAt"),
        (#","colour":"red""#, "events.0.colour"),
        (#","channelId":"x""#, "events.0.channelId"),
        (#","user":"""#, "events.0.user"),
        (#","ref":7"#, "events.0.ref"),
        (#","userSignature":"0x12""#, "events.0.userSignature"),
    ])
    func `what is wrong with an event is named`(members: String, key: String) async throws {
        let reply = try await SampleAPI(.holdingSample()).post(path(), event(members))
        #expect(reply.status == 400)
        #expect(try reply.value("validation.keys.0") == .string(key))
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"events":[]}"#, #"{"events":{}}"#, #"{"events":[7]}"#,
        #"{"events":[null]}"#, #"{"events":[{"type":1}]}"#, #"{"events":[{"type":null}]}"#,
        #"{"events":[{}],"more":1}"#, #"{"events":[{"type":"CLICK"}]}"#,
        #"{"events":[{"type":"PAUSE"}]}"#, #"{"events":[{"type":"CLICK","publisher":"0x12"}]}"#,
        #"{"events":[{"type":"UPDATE_TARGETING"}]}"#,
        #"{"events":[{"type":"UPDATE_TARGETING","targetingRules":7}]}"#,
        #"{"events":[{"type":"CLOSE","targetingRules":[]}]}"#,
    ])
    func `a body without proper events is a bad request`(body: String) async throws {
        let reply = try await SampleAPI(.holdingSample()).post(path(), body)
        #expect(reply.status == 400)
        #expect(try reply.value("message")?.string?.isEmpty == false)
    }

    @Test func `more events than allowed are refused`() async throws {
        let api = try SampleAPI(.holdingSample()) { $0.limits.eventsPerRequest = 1 }
        let one = #"{"type":"CLICK","publisher":"\#(Sample.publisher)"}"#
        #expect(await api.post(try path(), #"{"events":[\#(one)]}"#).status == 200)
        #expect(await api.post(try path(), #"{"events":[\#(one),\#(one)]}"#).status == 400)
    }

    @Test func `a label that is too long is refused`() async throws {
        let long = String(repeating: "x", count: 129)
        let reply = try await SampleAPI(.holdingSample())
            .post(path(), event(#","adUnit":"\#(long)""#))
        #expect(reply.status == 400)
        #expect(try reply.value("message")?.string?.contains("ad_unit") == true)
    }

    @Test(arguments: [(1_679_000_000_000, 400), (1_681_000_000_000, 400)])
    func `an event of another time is refused`(at milliseconds: Int, status: Int) async throws {
        let body = event(#","occurredAt":\#(milliseconds),"nonce":"\#(Self.nonce)""#)
        let reply = try await SampleAPI(.holdingSample()).post(path(), body)
        #expect(reply.status == status)
        #expect(try reply.value("success") == false)
        #expect(try reply.value("ids") == [])
    }

    @Test func `the ids of the events before a refused one are told`() async throws {
        let body = """
            {"events":[{"type":"CLICK","publisher":"\(Sample.publisher)"},\
            {"type":"CLICK","publisher":"\(Sample.publisher)","occurredAt":1,\
            "nonce":"\(Self.nonce)"}]}
            """
        let reply = try await SampleAPI(.holdingSample()).post(path(), body)
        #expect(reply.status == 400)
        #expect(try reply.value("ids")?.array?.count == 1)
    }

    @Test func `a full pool asks to come back later`() async throws {
        var parameters = NodeParameters()
        // Half of a pool is one validator's, of two.
        parameters.mempool = MempoolParameters(eventLimit: 2)
        let gateway = try SampleGateway(
            holding: [ChannelSnapshot(channel: try Sample.channel())], parameters: parameters)
        let api = try SampleAPI(gateway)
        #expect(await api.post(try path(), event("")).status == 200)
        let reply = await api.post(try path(), event(""))
        #expect(reply.status == 503)
        #expect(reply.header("Retry-After") == "1")
    }

    @Test(
        arguments: [
            (1_690_000_000_001, "channel is in withdraw period"),
            (1_700_000_000_001, "channel is expired"),
        ] as [(UInt64, String)])
    func `a channel that has ended takes none`(milliseconds: UInt64, message: String) async throws {
        let api = try SampleAPI(
            .holdingSample(), now: Timestamp(milliseconds: milliseconds))
        let reply = await api.post(try path(), event(""))
        #expect(reply.status == 400)
        #expect(try reply.value("message") == .string(message))
    }

    @Test func `an unknown channel is not found`() async throws {
        let reply = try await SampleAPI(SampleGateway()).post(path(), event(""))
        #expect(reply.status == 404)
    }

    @Test func `events of several channels name each their own`() async throws {
        let gateway = try SampleGateway.holdingSample()
        let reply = try await SampleAPI(gateway).post(
            "/channel/events",
            """
            {"events":[{"channelId":"\(try Sample.channel().id)","type":"CLICK",\
            "publisher":"\(Sample.publisher)"},{"channelId":"\(String(repeating: "0", count: 64))",\
            "type":"CLICK","publisher":"\(Sample.publisher)"}]}
            """)
        #expect(reply.status == 404)
        #expect(try reply.value("ids")?.array?.count == 1)
        #expect(await gateway.submitted.count == 1)
    }

    /// An event that the user with key 3 signed, and its signature.
    private func signed() throws -> (members: String, signature: String) {
        let user = try Sample.key(3)
        let content = EventRecord.Content(
            channel: try Sample.channel().id, type: .impression,
            publisher: try #require(Address(hex: Sample.publisher)), user: user.address.bytes,
            adUnit: "", adSlot: "", slotType: "", referrer: "", country: "", operatingSystem: "",
            browser: "", occurredAt: Sample.now, nonce: Bytes(repeating: 10, count: 16))
        let signature = user.sign(stateRoot: EventRecord.userDigest(of: content)).hex
        let members =
            #","user":"\#(user.address)","occurredAt":\#(Sample.now.milliseconds),"#
            + #""nonce":"\#(Self.nonce)""#
        return (members, signature)
    }

    @Test func `an event that its user signed is taken as such`() async throws {
        let gateway = try SampleGateway.holdingSample()
        let (members, signature) = try signed()
        let body = event(#"\#(members),"userSignature":"\#(signature)""#)
        let reply = try await SampleAPI(gateway).post(path(), body)
        #expect(reply.status == 200)
        #expect(await gateway.submitted.first?.hasValidUserSignature == true)
    }

    @Test func `an event that somebody else signed is refused`() async throws {
        let (members, signature) = try signed()
        let other = #"\#(members),"adUnit":"u","userSignature":"\#(signature)""#
        let reply = try await SampleAPI(.holdingSample()).post(path(), event(other))
        #expect(reply.status == 400)
        #expect(try reply.value("validation.keys.0") == "events.0.userSignature")
    }

    @Test func `a signature without what it covers is refused`() async throws {
        let (_, signature) = try signed()
        let reply = try await SampleAPI(.holdingSample())
            .post(path(), event(#","userSignature":"\#(signature)""#))
        #expect(reply.status == 400)
    }
}
