// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
package import Foundation
import JSON
import Primitives
import Synchronization
import Testing

/// A network of real processes in a temporary folder, made by `outpace testnet`.
package final class LocalNetwork: Sendable {
    /// Where the homes and logs of the nodes are.
    package let folder: URL
    /// The channels of testnet, and what a test added.
    package var channels: [String] { held.withLock { $0 } }
    let held = Mutex<[String]>([])
    /// The validators' addresses, checksummed.
    package let addresses: [String]
    let apis: [HTTPClient]
    let metrics: [HTTPClient]
    private let processes = Mutex<[Int: Process]>([:])

    /// Makes the homes; nothing runs yet.
    package init(validators: Int, channels: Int = 1) throws {
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

    /// How many nodes there are.
    package var count: Int { apis.count }

    /// Where a node serves its API.
    package func apiURL(of node: Int) -> String { apis[node].origin.description }

    /// The home folder of a node.
    package func home(_ node: Int) -> String { folder.appending(path: "node\(node)").path() }

    /// Starts the nodes' processes.
    package func start(_ nodes: some Sequence<Int>) throws {
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

    /// The process of a node; nil when it does not run, or ended by itself.
    package func processIdentifier(of node: Int) -> Int32? {
        processes.withLock { running in
            running[node].flatMap { $0.isRunning ? $0.processIdentifier : nil }
        }
    }

    /// Ends processes at once, without a word.
    package func kill(_ nodes: some Sequence<Int>) {
        let nodes = Array(nodes)
        let doomed = processes.withLock { running in
            nodes.compactMap { running.removeValue(forKey: $0) }
        }
        for process in doomed { Foundation.kill(process.processIdentifier, SIGKILL) }
        for process in doomed { process.waitUntilExit() }
    }

    /// Asks a process to stop, and waits for its end.
    package func terminate(_ node: Int) -> Int32 {
        guard let process = processes.withLock({ $0.removeValue(forKey: node) }) else { return -1 }
        process.terminate()
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Where a listener of a node is, as testnet.json says: `p2p`, `api` or `metrics`.
    package func origin(of listener: String, at node: Int) throws -> String {
        let file = try Data(contentsOf: folder.appending(path: "testnet.json"))
        let plan = try JSONParser.parse(Bytes(file), limits: .standard).object
        return try #require(plan?["nodes"]?.array?[node].object?[listener]?.string)
    }

    /// Stops everything and removes the folder.
    package func tearDown() async {
        kill(processes.withLock { Array($0.keys) })
        for client in apis + metrics { await client.shutDown() }
        try? FileManager.default.removeItem(at: folder)
    }

    /// What a node logged last.
    package func log(_ node: Int) -> String {
        let data = FileManager.default.contents(
            atPath: folder.appending(path: "node\(node).log").path())
        return String(decoding: (data ?? Data()).suffix(4_000), as: UTF8.self)
    }
}

/// Runs a test on a network and takes the network down again, whatever happens.
package func withNetwork(
    validators: Int, channels: Int = 1, _ body: (LocalNetwork) async throws -> Void
) async throws {
    let network = try LocalNetwork(validators: validators, channels: channels)
    do {
        try await body(network)
    } catch {
        for node in 0..<min(network.count, 4) {
            print("--- node\(node)\n\(network.log(node))")
        }
        await network.tearDown()
        throw error
    }
    await network.tearDown()
}
