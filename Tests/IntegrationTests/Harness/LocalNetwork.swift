// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import Cryptography
import Foundation
import Identity
import JSON
import Outpace
import Primitives
import Synchronization
import Testing

/// A network of real processes in a temporary folder, made by `outpace testnet`.
final class LocalNetwork: Sendable {
    let folder: URL
    /// The channels of testnet, and what a test added.
    var channels: [String] { held.withLock { $0 } }
    private let held = Mutex<[String]>([])
    let addresses: [String]
    private let apis: [HTTPClient]
    private let metrics: [HTTPClient]
    private let processes = Mutex<[Int: Process]>([:])

    init(validators: Int, channels: Int = 1) throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "outpace-\(UUID().uuidString)")
        let outcome = try Program.run([
            "testnet", "--validators", "\(validators)", "--channels", "\(channels)",
            "--base-port", "\(FreePorts.base(forNodes: validators))", "--output", folder.path(),
        ])
        try #require(outcome.code == 0, "testnet: \(outcome.errors)")
        let file = try Data(contentsOf: folder.appending(path: "testnet.json"))
        let plan = try JSONParser.parse(Bytes(file), limits: .standard).object
        let nodes = plan?["nodes"]?.array ?? []
        let made = plan?["channels"]?.array?.compactMap(\.string) ?? []
        held.withLock { $0 = made }
        addresses = nodes.compactMap { $0.object?["address"]?.string }
        var limits = HTTPClientLimits()
        limits.responseTimeout = .seconds(20)
        apis = try nodes.map {
            HTTPClient(origin: try HTTPOrigin($0.object?["api"]?.string ?? ""), limits: limits)
        }
        metrics = try nodes.map {
            HTTPClient(origin: try HTTPOrigin($0.object?["metrics"]?.string ?? ""), limits: limits)
        }
    }

    var count: Int { apis.count }

    func home(_ node: Int) -> String { folder.appending(path: "node\(node)").path() }

    /// Starts the nodes' processes.
    func start(_ nodes: some Sequence<Int>) throws {
        for node in nodes {
            let process = Process()
            process.executableURL = Program.url
            process.arguments = ["start", "--home", home(node)]
            process.environment = Program.environment
            process.standardInput = FileHandle.nullDevice
            let log = folder.appending(path: "node\(node).log")
            if !FileManager.default.fileExists(atPath: log.path()) {
                _ = FileManager.default.createFile(atPath: log.path(), contents: nil)
            }
            let handle = try FileHandle(forWritingTo: log)
            try handle.seekToEnd()
            process.standardOutput = handle
            process.standardError = handle
            try process.run()
            processes.withLock { $0[node] = process }
        }
    }

    /// Ends processes at once, without a word.
    func kill(_ nodes: some Sequence<Int>) {
        let nodes = Array(nodes)
        let doomed = processes.withLock { running in
            nodes.compactMap { running.removeValue(forKey: $0) }
        }
        for process in doomed { Foundation.kill(process.processIdentifier, SIGKILL) }
        for process in doomed { process.waitUntilExit() }
    }

    /// Asks a process to stop, and waits for its end.
    func terminate(_ node: Int) -> Int32 {
        guard let process = processes.withLock({ $0.removeValue(forKey: node) }) else { return -1 }
        process.terminate()
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Where a listener of a node is, as testnet.json says.
    func origin(of listener: String, at node: Int) throws -> String {
        let file = try Data(contentsOf: folder.appending(path: "testnet.json"))
        let plan = try JSONParser.parse(Bytes(file), limits: .standard).object
        return try #require(plan?["nodes"]?.array?[node].object?[listener]?.string)
    }

    /// Stops everything and removes the folder.
    func tearDown() async {
        kill(processes.withLock { Array($0.keys) })
        for client in apis + metrics { await client.shutDown() }
        try? FileManager.default.removeItem(at: folder)
    }

    /// What a node logged last.
    func log(_ node: Int) -> String {
        let data = FileManager.default.contents(
            atPath: folder.appending(path: "node\(node).log").path())
        return String(decoding: (data ?? Data()).suffix(4_000), as: UTF8.self)
    }
}

extension LocalNetwork {
    /// The same network with a channel of the test's own at the end of `channels`.
    func holding(_ channel: PaymentChannel) -> LocalNetwork {
        held.withLock { $0.append(channel.id.description) }
        return self
    }

    /// Adds a channel to a node.
    func add(_ channel: PaymentChannel, to node: Int) async -> Bool {
        let reply = try? await apis[node].post("/channel", body: channel.json)
        return reply?.isSuccess ?? false
    }

    /// The key of a node whose process does not run.
    func key(of node: Int) throws -> NodeKey {
        let text = try String(contentsOfFile: home(node) + "/validator.key", encoding: .utf8)
        let bytes = try #require(Hex.decode(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        return NodeKey(try Secp256k1PrivateKey(bytes: bytes))
    }

    /// The reply to a GET as JSON; nil when the node does not answer.
    func get(_ path: String, at node: Int) async -> JSONObject? {
        guard let reply = try? await apis[node].get(path), reply.isSuccess else { return nil }
        return try? JSONParser.parse(reply.body, limits: .standard).object
    }

    func status(of channel: Int = 0, at node: Int) async -> JSONObject? {
        await get("/channel/\(channels[channel])/status", at: node)
    }

    /// Posts events; answers the ids that were acknowledged, or nil without a 200.
    func post(_ events: [JSONValue], to node: Int, channel: Int = 0) async -> [String]? {
        let body = JSONValue.object(JSONObject(members: [("events", .array(events))]))
        let path = "/channel/\(channels[channel])/events"
        guard let reply = try? await apis[node].post(path, body: body.serialized()),
            reply.isSuccess,
            let object = try? JSONParser.parse(reply.body, limits: .standard).object
        else { return nil }
        return object["ids"]?.array?.compactMap(\.string)
    }

    func metricsPage(of node: Int) async -> String {
        guard let reply = try? await metrics[node].get("/metrics") else { return "" }
        return String(decoding: reply.body, as: UTF8.self)
    }

    func isBidding(_ node: Int, channel: Int = 0) async -> Bool {
        await status(of: channel, at: node)?["bidding"]?.object?["active"]?.bool ?? false
    }

    func biddingReasons(_ node: Int) async -> [String] {
        let bidding = await status(at: node)?["bidding"]?.object
        return bidding?["reasons"]?.array?.compactMap(\.string) ?? []
    }

    /// Root, events paid and number of signatures of a node's last approved state.
    func approved(
        at node: Int, channel: Int = 0
    ) async -> (root: String, events: UInt64, signatures: Int)? {
        let state = await status(of: channel, at: node)?["lastApproved"]?.object
        guard let state, let root = state["stateRoot"]?.string,
            let events = state["eventCount"]?.uint64
        else { return nil }
        return (root, events, state["signatures"]?.object?.count ?? 0)
    }
}
