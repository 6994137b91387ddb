// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import JSON
import Primitives
import ProcessHarness
import Testing

/// What every kind of puppet can do, by its own means.
extension Puppet {
    /// Its peer id as text.
    var peer: String { get async throws { try await told("peer") } }

    /// Where it listens, with its peer id at the end.
    var address: String { get async throws { try await told("address") } }

    private func told(_ name: String) async throws -> String {
        try #require(try await first("listening")[name]?.string)
    }

    /// Dials another puppet; returns when both see the connection.
    func dial(_ other: Puppet) async throws {
        try await ask("dial", [("address", .string(try await other.address))])
        for (one, two) in [(self, other), (other, self)] {
            let peer = try await two.peer
            _ = try await eventually(within: .seconds(20), "\(one.name) is connected") {
                await one.connections.contains(peer)
            }
        }
    }

    /// The peers it has a connection with.
    var connections: [String] {
        get async { await list("peers", of: "connections") }
    }

    /// Joins a topic.
    func subscribe(to topic: String) async throws {
        try await ask("subscribe", [("topic", .string(topic))])
    }

    /// Leaves a topic.
    func unsubscribe(from topic: String) async throws {
        try await ask("unsubscribe", [("topic", .string(topic))])
    }

    /// Returns when it knows that all of the others are in the topic.
    func awaits(_ others: [Puppet], in topic: String) async throws {
        for other in others {
            let peer = try await other.peer
            _ = try await eventually(within: .seconds(20), "\(name) knows \(other.name)'s topic") {
                await list("peers", of: "peers", [("topic", .string(topic))]).contains(peer)
            }
        }
    }

    /// Returns when the other one is in its mesh; go does not show its own.
    func meshes(
        with other: Puppet, in topic: String, within limit: Duration = .seconds(20)
    ) async throws {
        let peer = try await other.peer
        _ = try await eventually(within: limit, "\(name) has \(other.name) in its mesh") {
            await list("mesh", of: "peers", [("topic", .string(topic))]).contains(peer)
        }
    }

    /// Publishes a text; answers the id of the message where the implementation tells it.
    @discardableResult
    func publish(_ text: String, to topic: String) async throws -> String? {
        let fields: [(String, JSONValue)] = [
            ("topic", .string(topic)), ("data", .string(Hex.encode(text.utf8))),
        ]
        return try await ask("publish", fields)["id"]?.string
    }

    /// Returns when a message with this text came.
    @discardableResult
    func receives(
        _ text: String, in topic: String, within limit: Duration = .seconds(30)
    ) async throws -> JSONObject {
        let data = Hex.encode(text.utf8)
        return try await first("message", within: limit) { event in
            event["topic"]?.string == topic && event["data"]?.string == data
        }
    }

    /// The texts of all messages that came, in order.
    func texts(in topic: String) -> [String] {
        events("message").filter { $0["topic"]?.string == topic }.map { event in
            String(decoding: Hex.decode(event["data"]?.string ?? "") ?? [], as: UTF8.self)
        }
    }

    /// Sends octets in the place of an RPC.
    func send(_ rpc: Bytes, to other: Puppet) async throws {
        let file = folder.appending(path: "rpc-\(UUID().uuidString)")
        try Data(rpc).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try await ask(
            "send",
            [("peer", .string(try await other.peer)), ("file", .string(file.path()))])
    }

    /// Pings another puppet; answers milliseconds.
    func ping(_ other: Puppet) async throws -> Double {
        let answer = try await ask("ping", [("peer", .string(try await other.peer))])
        return try #require(Double(answer["milliseconds"]?.number ?? ""))
    }

    /// RPCs that came from another puppet (`heard`) or went to it (`sent`); ours tells them.
    func rpcs(_ event: String, with other: Puppet) async throws -> [JSONObject] {
        let peer = try await other.peer
        return events(event).filter { $0["peer"]?.string == peer }
    }

    /// The first RPC that came from another puppet, or went to it, and fits.
    @discardableResult
    func rpc(
        _ event: String, with other: Puppet, within limit: Duration = .seconds(30),
        where fits: @escaping @Sendable (JSONObject) -> Bool
    ) async throws -> JSONObject {
        let peer = try await other.peer
        return try await first(event, within: limit) { $0["peer"]?.string == peer && fits($0) }
    }

    private func list(
        _ name: String, of verb: String, _ fields: [(String, JSONValue)] = []
    ) async -> [String] {
        guard let answer = try? await ask(verb, fields) else { return [] }
        return answer[name]?.array?.compactMap(\.string) ?? []
    }
}

extension JSONObject {
    /// The strings in a list of an RPC.
    func strings(_ name: String) -> [String] { self[name]?.array?.compactMap(\.string) ?? [] }

    /// A number of an RPC.
    func count(_ name: String) -> UInt64 { self[name]?.uint64 ?? 0 }

    /// The backoff in seconds of a prune of that topic.
    func backoff(of topic: String) -> UInt64? {
        let prune = self["prune"]?.array?.first { $0.object?["topic"]?.string == topic }
        return prune?.object?["backoff"]?.uint64
    }
}
