// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import JSON
import NodeCore
import Outpace
import Primitives
import Testing
import Validator

@testable import Sentry

/// That every answer which is described is also given.
@Suite struct DocumentedStatusTests {
    private let scene: RouteScene
    private static let none = String(repeating: "0", count: 64)
    private static let shown = #"{"type":"CLICK","publisher":"\#(Sample.publisher)"}"#

    init() throws { scene = try RouteScene() }

    /// The routes whose own answers have a status.
    private func routes(_ status: Int) -> [RouteDescription] {
        scene.descriptions.filter { $0.answers.contains { $0.status == status } }
    }

    @Test func `every route answers what it is for`() async throws {
        for route in scene.descriptions {
            let reply = await (try scene.api()).answer(try scene.request(route))
            #expect(reply.status == 200, "\(route.method.rawValue) \(route.path)")
        }
    }

    @Test func `every tagged answer is not sent twice`() async throws {
        let api = try scene.api()
        for route in scene.descriptions where route.isTagged {
            var request = try scene.request(route)
            request.ifNoneMatch = await api.answer(request).header("ETag")
            #expect(await api.answer(request).status == 304, "\(route.path)")
        }
    }

    @Test func `every route refuses a bad token`() async throws {
        for route in scene.descriptions {
            var request = try scene.request(route)
            request.authorization = "Bearer x"
            #expect(await (try scene.api()).answer(request).status == 401, "\(route.path)")
        }
    }

    @Test func `every route of somebody refuses others`() async throws {
        for route in scene.descriptions where AccessTable.api.isClosed(route) {
            var request = try scene.request(route)
            request.authorization = nil
            #expect(await (try scene.api()).answer(request).status == 401, "\(route.path)")
        }
    }

    @Test func `every route of a channel knows which are not held`() async throws {
        let named = routes(404)
        #expect(named.count >= 14)
        for route in named {
            let request = try scene.request(route, channel: Self.none)
            #expect(await (try scene.api()).answer(request).status == 404, "\(route.path)")
        }
    }

    @Test func `every route that reads something refuses what it cannot read`() async throws {
        for route in routes(400) {
            var request = try scene.request(route)
            if let wrong = route.parameters.first(where: { $0.place == .query }) {
                request = try scene.request(route, query: "?\(wrong.name)=")
            } else if route.path.contains(":address") {
                request = APIRequest(route.method, scene.path(route).replacing("0xBA", with: "0x"))
            } else if route.path.hasSuffix(":sequence") {
                request = APIRequest(route.method, scene.path(route) + "x")
            }
            if route.body != nil { request.body = Bytes("{".utf8) }
            #expect(await (try scene.api()).answer(request).status == 400, "\(route.path)")
        }
    }

    @Test func `a channel is held once`() async throws {
        let api = try scene.api()
        let route = try #require(scene.descriptions.first { $0.path == "/channel" })
        #expect(await api.answer(try scene.request(route)).status == 200)
        #expect(await api.answer(try scene.request(route)).status == 409)
    }

    @Test func `a node that is not ready says so`() async throws {
        let api = try scene.api(notReady: ["no peers"])
        #expect(await api.get("/readyz").status == 503)
        #expect(routes(503).count == 3)
    }

    @Test func `accounts without a balance and channels without a state are not found`()
        async throws
    {
        let path = "/channel/\(scene.channel.id)"
        #expect(await (try scene.api(approved: false)).get("\(path)/tree").status == 404)
        let query = "?withHeartbeat=true"
        let reply = await (try scene.api(approved: false)).get("\(path)/last-approved\(query)")
        #expect(reply.status == 404)
        let stranger = try Sample.key(9).address
        #expect(await (try scene.api()).get("\(path)/proof/\(stranger)").status == 404)
        #expect(await (try scene.api()).get("\(path)/state/2").status == 404)
    }

    @Test func `prices are refused in every described way`() async throws {
        let gateway = try SampleGateway(holding: [ChannelSnapshot(channel: scene.channel)])
        let api = try SampleAPI(gateway)
        let path = "/channel/\(scene.channel.id)/validator-messages"
        let body = #"{"messages":[{"type":"SetImpressionPrice","price":"5"}]}"#
        #expect(await api.post(path, body, token: try Sample.token(2)).status == 403)
        try await gateway.say(prices: PriceList.entryLimit)
        #expect(await api.post(path, body, token: try Sample.token(1)).status == 429)
    }

    private func submit(
        to scene: RouteScene, isExhausted: Bool = false, query: String = "", _ events: String...
    ) async throws -> [Int] {
        let body = #"{"events":[\#(events.joined(separator: ","))]}"#
        let path = "/channel/\(scene.channel.id)/events\(query)"
        let api = try scene.api(isExhausted: isExhausted)
        let own = await api.post(path, body, from: "192.0.2.1")
        let named = events.map {
            $0.replacing("{", with: #"{"channelId":"\#(scene.channel.id)","#)
        }
        let other = await api.post(
            "/channel/events\(query)", #"{"events":[\#(named.joined(separator: ","))]}"#,
            from: "192.0.2.1")
        return [own.status, other.status]
    }

    @Test(arguments: ["", "?partial=true"])
    func `events are refused in every described way`(query: String) async throws {
        let nobody = try RouteScene(rules: #"{"allow":[]}"#)
        #expect(try await submit(to: nobody, query: query, Self.shown) == [403, 403])
        let limited = try RouteScene(rules: "{}")
        #expect(try await submit(to: limited, query: query, Self.shown, Self.shown) == [429, 429])
        let hidden = try RouteScene(targeting: #"[{"onlyShowIf":false}]"#)
        #expect(try await submit(to: hidden, query: query, Self.shown) == [469, 469])
        let old = Self.shown.replacing(
            "}", with: #","occurredAt":1,"nonce":"\#(String(repeating: "0a", count: 16))"}"#)
        #expect(try await submit(to: scene, query: query, old) == [400, 400])
        let ended = try await submit(to: scene, isExhausted: true, query: query, Self.shown)
        #expect(ended == [410, 410])
        #expect(try await submit(to: scene, query: query, #"{"type":"CLICK"}"#) == [400, 400])
    }
}

extension AccessTable {
    fileprivate func isClosed(_ route: RouteDescription) -> Bool {
        let row = rows.first { $0.method == route.method && $0.path == route.path }
        return row?.audience.contains(.anyone) == false
    }
}
