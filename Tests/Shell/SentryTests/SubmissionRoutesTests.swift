// This source file is part of the Outpace project. License: see LICENSE.

import Access
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

@Suite struct SubmissionRoutesTests {
    private static let publisher = Sample.publisher
    private static let one = #"{"type":"IMPRESSION","publisher":"\#(publisher)"}"#

    private func body(_ events: String...) -> String {
        #"{"events":[\#(events.joined(separator: ","))]}"#
    }

    private func serving(
        _ rules: String, now: Timestamp = Sample.now,
        rateLimits: any RateLimitStore = ForgetfulRateLimits()
    ) throws -> (api: SampleAPI, gateway: SampleGateway, path: String) {
        let channel = try Sample.channel(rules: rules)
        let gateway = try SampleGateway(holding: [ChannelSnapshot(channel: channel)])
        let api = try SampleAPI(gateway, now: now, rateLimits: rateLimits)
        return (api, gateway, "/channel/\(channel.id)/events")
    }

    @Test func `others than the creator submit one event at a time`() async throws {
        let (api, _, path) = try serving("{}")
        let (creator, other) = (try Sample.token(3), try Sample.token(9))
        let (one, two) = (body(Self.one), body(Self.one, Self.one))
        #expect(await api.post(path, two, token: other, from: "192.0.2.1").status == 429)
        #expect(await api.post(path, one, token: other, from: "192.0.2.1").status == 200)
        let third = await api.post(path, one, token: other, from: "192.0.2.1")
        #expect(third.status == 429)
        #expect(try third.value("message") == "rateLimit: too many requests")
        #expect(try third.value("success") == false)
        #expect(third.header("Retry-After") == "20")
        #expect(await api.post(path, one, from: "192.0.2.2").status == 200)
        for _ in 0..<3 { #expect(await api.post(path, two, token: creator).status == 200) }
    }

    @Test func `a limit by user needs a token`() async throws {
        let (api, _, path) = try serving(
            #"{"allow":[{"rateLimit":{"type":"uid","timeframe":1000}}]}"#)
        #expect(await api.post(path, body(Self.one)).status == 429)
        let token = try Sample.token(9)
        #expect(await api.post(path, body(Self.one), token: token).status == 200)
        #expect(await api.post(path, body(Self.one), token: token).status == 429)
        #expect(await api.post(path, body(Self.one), token: try Sample.token(8)).status == 200)
    }

    @Test func `of requests at once only one finds a limit free`() async throws {
        let (api, gateway, path) = try serving("{}", rateLimits: SlowRateLimits())
        let body = body(Self.one)
        let statuses = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<100 {
                group.addTask { await api.post(path, body, from: "192.0.2.1").status }
            }
            return await group.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
        }
        #expect(statuses == [200: 1, 429: 99])
        #expect(await gateway.submitted.count == 1)
    }

    @Test func `a limit outlives the process`() async throws {
        let store = SlowRateLimits()
        let first = try serving("{}", rateLimits: store)
        #expect(await first.api.post(first.path, body(Self.one), from: "192.0.2.1").status == 200)
        let second = try serving("{}", rateLimits: store)
        try await second.api.limiter.restore(at: Sample.now)
        #expect(
            await second.api.post(second.path, body(Self.one), from: "192.0.2.1").status == 429)
    }

    @Test func `an event that is not taken uses up no limit`() async throws {
        let store = SlowRateLimits()
        let (api, _, path) = try serving("{}", rateLimits: store)
        let nonce = String(repeating: "0a", count: 16)
        let old =
            #"{"type":"CLICK","publisher":"\#(Self.publisher)","occurredAt":1,"#
            + #""nonce":"\#(nonce)"}"#
        #expect(await api.post(path, body(old), from: "192.0.2.1").status == 400)
        #expect(await store.limits.isEmpty)
        let good = #"{"type":"CLICK","publisher":"\#(Self.publisher)"}"#
        #expect(await api.post(path, body(good), from: "192.0.2.1").status == 200)
        #expect(await store.limits.count == 1)
    }

    @Test func `a limit that cannot be stored lets nothing through`() async throws {
        let store = SlowRateLimits()
        let (api, gateway, path) = try serving("{}", rateLimits: store)
        await store.breakDown()
        let reply = await api.post(path, body(Self.one), from: "192.0.2.1")
        #expect(reply.status == 503)
        #expect(reply.header("Retry-After") == "1")
        #expect(await gateway.submitted.isEmpty)
    }

    @Test(arguments: ["CLOSE", "UPDATE_TARGETING"])
    func `commands are for the creator alone`(type: String) async throws {
        let (api, gateway, path) = try serving(#"{"allow":[{}]}"#)
        let rules = type == "CLOSE" ? "" : #","targetingRules":[]"#
        let command = body(#"{"type":"\#(type)"\#(rules)}"#)
        #expect(await api.post(path, command).status == 403)
        #expect(await api.post(path, command, token: try Sample.token(9)).status == 403)
        #expect(await api.post(path, command, token: try Sample.token(2)).status == 403)
        let mixed = body(#"{"type":"\#(type)"\#(rules)}"#, Self.one)
        #expect(await api.post(path, mixed).status == 403)
        #expect(await gateway.submitted.isEmpty)
    }

    // R14: AdEx takes it; here nobody signs any more what could pay it.
    @Test func `in the withdraw period a CLOSE comes too late, whoever sends it`() async throws {
        let channel = try Sample.channel(rules: "{}")
        let now = Timestamp(milliseconds: 1_690_000_000_001)
        let gateway = try SampleGateway(holding: [ChannelSnapshot(channel: channel)], now: now)
        let api = try SampleAPI(gateway, now: now)
        let path = "/channel/\(channel.id)/events"
        for token in [nil, try Sample.token(3, at: now)] {
            #expect(await api.post(path, body(#"{"type":"CLOSE"}"#), token: token).status == 400)
        }
    }

    @Test func `a creator's CLOSE goes to the node as an event that pays the creator`() async throws
    {
        let (api, gateway, path) = try serving(#"{"allow":[]}"#)
        let token = try Sample.token(3)
        #expect(await api.post(path, body(#"{"type":"CLOSE"}"#), token: token).status == 200)
        let record = try #require(await gateway.submitted.first)
        let creator = try Sample.key(3).address
        #expect(record.type == .close)
        #expect(record.publisher == creator)
        #expect(record.user == creator.bytes)
    }

    @Test func `a CLOSE that names a publisher pays nobody`() async throws {
        let (api, gateway, path) = try serving("{}")
        let close = #"{"type":"CLOSE","publisher":"\#(Self.publisher)"}"#
        let reply = await api.post(path, body(close), token: try Sample.token(3))
        #expect(reply.status == 469)
        #expect(try reply.value("message") == "no event payout")
        #expect(await gateway.submitted.isEmpty)
    }

    @Test func `a CLOSE under another's signature is refused`() async throws {
        let (api, gateway, path) = try serving("{}")
        let nonce = String(repeating: "0a", count: 16)
        let signature = String(repeating: "1b", count: 65)
        let close =
            #"{"type":"CLOSE","occurredAt":\#(Sample.now.milliseconds),"nonce":"\#(nonce)","#
            + #""userSignature":"\#(signature)"}"#
        let reply = await api.post(path, body(close), token: try Sample.token(3))
        #expect(reply.status == 400)
        #expect(try reply.value("message")?.string?.contains("userSignature") == true)
        #expect(await gateway.submitted.isEmpty)
    }

    private func retarget(_ rules: String) -> String {
        body(#"{"type":"UPDATE_TARGETING","targetingRules":\#(rules)}"#)
    }

    @Test func `a creator's rules hold at once for who submits next`() async throws {
        let (api, gateway, path) = try serving(#"{"allow":[{}]}"#)
        let hide = retarget(#"[{"onlyShowIf":{"eq":[{"get":"country"},"BG"]}}]"#)
        #expect(await api.post(path, hide, token: try Sample.token(3)).status == 200)
        #expect(await gateway.said.count == 1)
        #expect(await api.post(path, body(Self.one)).status == 469)
        #expect(await api.post(path, retarget("[]"), token: try Sample.token(3)).status == 200)
        #expect(await api.post(path, body(Self.one)).status == 200)
    }

    @Test(arguments: [#"[{"nothing":1}]"#, #"[{"get":"x"}, 7]"#])
    func `invalid rules are refused with what is wrong`(rules: String) async throws {
        let (api, gateway, path) = try serving("{}")
        let reply = await api.post(path, retarget(rules), token: try Sample.token(3))
        #expect(reply.status == 400)
        #expect(try reply.value("message")?.string?.contains("targetingRules[") == true)
        #expect(await gateway.said.isEmpty)
    }

    @Test func `rules that are too long for a statement are refused`() async throws {
        let (api, gateway, path) = try serving("{}")
        let text = String(repeating: "a", count: 17_000)
        let rules = #"[{"onlyShowIf":{"eq":["\#(text)","b"]}}]"#
        let reply = await api.post(path, retarget(rules), token: try Sample.token(3))
        #expect(reply.status == 400)
        #expect(await gateway.said.isEmpty)
    }

    @Test func `a single event that the rules hide is answered 469, and ignored in a batch`()
        async throws
    {
        let shown = "0x" + String(repeating: "7", count: 40)
        let rules = #"[{"onlyShowIf":{"eq":[{"get":"publisherId"},"\#(shown)"]}}]"#
        let channel = try Sample.channel(rules: #"{"allow":[{}]}"#, targeting: rules)
        let gateway = try SampleGateway(holding: [ChannelSnapshot(channel: channel)])
        let api = try SampleAPI(gateway)
        let path = "/channel/\(channel.id)/events"
        let good = #"{"type":"IMPRESSION","publisher":"\#(shown)"}"#
        #expect(await api.post(path, body(Self.one)).status == 469)
        #expect(await gateway.view(of: channel.id)?.validator.pool.isEmpty == true)
        #expect(await api.post(path, body(good)).status == 200)
        #expect(await api.post(path, body(Self.one, good)).status == 200)
    }

    @Test func `what no rule allows is refused`() async throws {
        let (api, _, path) = try serving(#"{"allow":[{"evTypes":["CLICK"]}]}"#)
        let reply = await api.post(path, body(Self.one), from: "192.0.2.1")
        #expect(reply.status == 403)
        #expect(try reply.value("success") == false)
    }

    @Test func `restricted origins are refused`() async throws {
        let (api, _, path) = try serving(#"{"allow":[{}]}"#)
        var request = APIRequest(.post, path)
        request.body = Bytes(body(Self.one).utf8)
        request.submitter.referrer = "http://localhost:8005/page"
        #expect(await api.routes.answer(request).status == 403)
        request.submitter.referrer = "http://"
        #expect(await api.routes.answer(request).status == 200)
        request.submitter.country = "XX"
        let reply = await api.routes.answer(request)
        #expect(reply.status == 403)
        #expect(try reply.value("message") == "event submission restricted")
    }

    @Test func `a country that a proxy of ours saw is filled in and not contradicted`() async throws
    {
        let (api, gateway, path) = try serving(#"{"allow":[{}]}"#)
        var request = APIRequest(.post, path)
        request.submitter.country = "de"
        request.submitter.isCountrySeen = true
        func answer(_ more: String) async -> APIReply {
            let event = #"{"type":"CLICK","publisher":"\#(Self.publisher)"\#(more)}"#
            request.body = Bytes(body(event).utf8)
            return await api.routes.answer(request)
        }
        let origin =
            #","occurredAt":\#(Sample.now.milliseconds),"#
            + #""nonce":"\#(String(repeating: "0a", count: 16))""#
        #expect(await answer("").status == 200)
        #expect(await answer(#","country":"DE""#).status == 200)
        // Sent to other validators too, it has to be the same event there.
        #expect(await answer(origin).status == 200)
        let refused = await answer(#","country":"US""#)
        #expect(refused.status == 400)
        let reason = try #require(try refused.value("message")?.string)
        #expect(reason.contains("country") && reason.contains("DE"))
        #expect(await answer(#","country":"de""#).status == 400)
        request.submitter.isCountrySeen = false
        #expect(await answer(#","country":"US""#).status == 200)
        let countries = await gateway.submitted.map {
            (try? EventRecord.content(of: $0.bytes))?.country
        }
        #expect(countries == ["DE", "DE", "", "US"])
    }
}

/// Keeps limits like a disk does, after a pause in which others run.
actor SlowRateLimits: RateLimitStore {
    private(set) var limits: [RateLimit] = []
    private var isBroken = false

    func breakDown() { isBroken = true }

    func load(at now: Timestamp) -> [RateLimit] { limits }

    func save(_ limits: [RateLimit], at now: Timestamp) async throws {
        await Task.yield()
        if isBroken { throw SentryError(code: .listenerFailed, message: "no disk", cause: nil) }
        self.limits += limits
    }

    func remove(_ limits: [RateLimit]) { self.limits.removeAll { limits.contains($0) } }
}
