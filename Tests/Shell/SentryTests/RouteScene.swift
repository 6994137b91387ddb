// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import JSON
import NodeCore
import Outpace
import Primitives
import Testing
import Validator

@testable import Sentry

/// A node that can answer every route, and for each route a request that it answers with 200.
///
/// Keys 1 and 2 sign the channel, and 1 is the node's; key 3 opened it.
struct RouteScene {
    let channel: PaymentChannel
    let configuration: SentryConfiguration

    init(
        rules: String = #"{"allow":[{"uids":null}]}"#, targeting: String = "[]"
    ) throws {
        channel = try Sample.channel(rules: rules, targeting: targeting)
        configuration = SentryConfiguration(address: try Sample.key(1).address, version: "1.2.3")
    }

    /// All routes as the document has them.
    var descriptions: [RouteDescription] { APIDocument(configuration).descriptions }

    func api(
        approved: Bool = true, isExhausted: Bool = false, notReady: [String] = []
    ) throws -> SampleAPI {
        var snapshot = ChannelSnapshot(channel: channel)
        if approved {
            snapshot.approved = try Sample.approved(channel, isExhausted: isExhausted)
        }
        return try SampleAPI(SampleGateway(holding: [snapshot], notReady: notReady))
    }

    /// The path of a route, with the channel and accounts of the scene.
    func path(_ description: RouteDescription, channel id: String? = nil) -> String {
        let values = [
            ":id": id ?? channel.id.description, ":address": Sample.publisher,
            ":user": Sample.publisher, ":types": "NewState+Heartbeat", ":sequence": "1",
        ]
        return description.path.split(separator: "/").map { segment in
            "/" + (values[String(segment)] ?? String(segment))
        }.joined()
    }

    /// A request that is answered with 200.
    func request(
        _ description: RouteDescription, channel id: String? = nil, query: String = ""
    ) throws -> APIRequest {
        var request = APIRequest(description.method, path(description, channel: id) + query)
        if let key = key(description) {
            request.authorization = "Bearer \(try Sample.token(key))"
        }
        request.body = Bytes(body(description, channel: id).utf8)
        return request
    }

    /// Whose token a route asks for; nil when it asks for none.
    private func key(_ description: RouteDescription) -> UInt8? {
        let audience = AccessTable.api.rows.first {
            $0.method == description.method && $0.path == description.path
        }?.audience
        guard let audience, !audience.contains(.anyone) else { return nil }
        return audience.contains(.creator) ? 3 : 1
    }

    private func body(_ description: RouteDescription, channel id: String?) -> String {
        let shown = #""type":"CLICK","publisher":"\#(Sample.publisher)""#
        switch description.path {
        case "/channel", "/channel/validate": return Sample.json
        case "/channel/events":
            return #"{"events":[{"channelId":"\#(id ?? channel.id.description)",\#(shown)}]}"#
        case "/channel/:id/events": return #"{"events":[{\#(shown)}]}"#
        case "/channel/:id/validator-messages":
            return #"{"messages":[{"type":"SetImpressionPrice","price":"7"}]}"#
        default: return ""
        }
    }
}
