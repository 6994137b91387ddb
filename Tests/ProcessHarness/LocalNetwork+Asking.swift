// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import Access
import Cryptography
import Foundation
package import Identity
package import JSON
package import Outpace
import Primitives
import Synchronization
import Testing

extension LocalNetwork {
    /// The same network with a channel of the test's own at the end of `channels`.
    package func holding(_ channel: PaymentChannel) -> LocalNetwork {
        held.withLock { $0.append(channel.id.description) }
        return self
    }

    /// Adds a channel to a node.
    package func add(_ channel: PaymentChannel, to node: Int) async -> Bool {
        let reply = try? await apis[node].post("/channel", body: channel.json)
        return reply?.isSuccess ?? false
    }

    /// The key of a node whose process does not run.
    package func key(of node: Int) throws -> NodeKey { NodeKey(try privateKey(of: node)) }

    private func privateKey(of node: Int) throws -> Secp256k1PrivateKey {
        let text = try String(contentsOfFile: home(node) + "/validator.key", encoding: .utf8)
        let bytes = try #require(Hex.decode(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        return try Secp256k1PrivateKey(bytes: bytes)
    }

    /// The reply to a GET as JSON; nil when the node does not answer.
    package func get(_ path: String, at node: Int) async -> JSONObject? {
        guard let reply = try? await apis[node].get(path), reply.isSuccess else { return nil }
        return try? JSONParser.parse(reply.body, limits: .standard).object
    }

    /// The status of a channel by its place in `channels`.
    package func status(of channel: Int = 0, at node: Int) async -> JSONObject? {
        await get("/channel/\(channels[channel])/status", at: node)
    }

    /// Posts events; answers the ids that were acknowledged, or nil without a 200.
    package func post(
        _ events: [JSONValue], to node: Int, channel: Int = 0
    ) async -> [String]? {
        let body = JSONValue.object(JSONObject(members: [("events", .array(events))]))
        let path = "/channel/\(channels[channel])/events"
        guard let reply = try? await apis[node].post(path, body: body.serialized()),
            reply.isSuccess,
            let object = try? JSONParser.parse(reply.body, limits: .standard).object
        else { return nil }
        return object["ids"]?.array?.compactMap(\.string)
    }

    /// The ids of the events of a user that a node counts as paid.
    package func includedEvents(of user: String, at node: Int) async -> Set<String> {
        guard let key = try? privateKey(of: node), let address = Address(hex: addresses[node])
        else { return [] }
        let now = Timestamp(milliseconds: SampleEvents.now)
        let token = EWT.make(key: key, for: address, at: now)
        let header = HTTPRequest.Header(name: "Authorization", value: "Bearer \(token)")
        var included: Set<String> = []
        var cursor: String?
        repeat {
            let after = cursor.map { "&after=\($0)" } ?? ""
            let path = "/channel/\(channels[0])/events/\(user)?limit=100\(after)"
            guard
                let reply = try? await apis[node].send(
                    HTTPRequest(.get, path, headers: [header])), reply.isSuccess,
                let page = try? JSONParser.parse(reply.body, limits: .standard).object
            else { return [] }
            for event in page["events"]?.array ?? [] {
                guard event.object?["status"]?.string == "INCLUDED",
                    let id = event.object?["id"]?.string
                else { continue }
                included.insert(id)
            }
            cursor = page["cursor"]?.string
        } while cursor != nil
        return included
    }

    /// A node's metrics; empty when it does not answer.
    package func metricsPage(of node: Int) async -> String {
        guard let reply = try? await metrics[node].get("/metrics") else { return "" }
        return String(decoding: reply.body, as: UTF8.self)
    }

    /// Whether a node bids for a channel.
    package func isBidding(_ node: Int, channel: Int = 0) async -> Bool {
        await status(of: channel, at: node)?["bidding"]?.object?["active"]?.bool ?? false
    }

    /// Why a node does not bid for the first channel.
    package func biddingReasons(_ node: Int) async -> [String] {
        let bidding = await status(at: node)?["bidding"]?.object
        return bidding?["reasons"]?.array?.compactMap(\.string) ?? []
    }

    /// Root, events paid and number of signatures of a node's last approved state.
    package func approved(
        at node: Int, channel: Int = 0
    ) async -> (root: String, events: UInt64, signatures: Int)? {
        let state = await status(of: channel, at: node)?["lastApproved"]?.object
        guard let state, let root = state["stateRoot"]?.string,
            let events = state["eventCount"]?.uint64
        else { return nil }
        return (root, events, state["signatures"]?.object?.count ?? 0)
    }
}

/// Whether every one of the nodes bids for the first channel.
package func allBid(_ network: LocalNetwork, _ nodes: some Sequence<Int>) async -> Bool {
    for node in nodes where await !network.isBidding(node) { return false }
    return true
}

/// Whether all nodes hold one approved state that has paid this many events.
package func agree(_ network: LocalNetwork, on events: UInt64) async -> Bool {
    guard let first = await network.approved(at: 0), first.events == events else { return false }
    for node in 1..<network.count {
        let state = await network.approved(at: node)
        guard state?.events == events, state?.root == first.root else { return false }
    }
    return true
}
