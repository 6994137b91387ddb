// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import Settings
import Synchronization

/// The processes of a network under churn, each started anew whenever it was killed.
final class ChurnFleet: Sendable {
    private let folder: String
    private let homes: [String]
    private let running: Mutex<[Int: NodeProcess]>

    init(folder: String, network: TestnetFile) {
        self.folder = folder
        homes = network.nodes.map(\.home)
        running = Mutex([:])
    }

    var count: Int { homes.count }

    /// The nodes that run, ascending.
    var runningNodes: [Int] {
        running.withLock { $0.filter { $0.value.reasonOfEnd == nil }.keys.sorted() }
    }

    func logPath(_ node: Int) -> String { "\(folder)/node\(node).log" }

    func start(_ node: Int) throws {
        let process = try NodeProcess(
            name: "node\(node)", home: homes[node], log: .file(logPath(node)), logFormat: .json)
        running.withLock { $0[node] = process }
        try process.start()
    }

    /// Takes a running node away and ends it, without asking.
    func kill(_ node: Int) async {
        guard let process = running.withLock({ $0.removeValue(forKey: node) }) else { return }
        process.send(SIGKILL)
        await process.waitForEnd()
    }

    /// Sends a signal to a running node.
    func send(_ signal: Int32, to node: Int) {
        running.withLock { $0[node] }?.send(signal)
    }

    /// The process number of a running node.
    func identifier(of node: Int) -> Int32? { running.withLock { $0[node]?.identifier } }

    /// The nodes that ended without being told to, with the reason of each.
    var failures: [String] {
        running.withLock { running in
            running.sorted { $0.key < $1.key }.compactMap { node, process in
                process.reasonOfEnd.map { "node\(node) \($0)" }
            }
        }
    }

    /// Asks all to stop, and waits for it.
    func stop() async {
        let processes = running.withLock { Array($0.values) }
        for process in processes { process.send(SIGCONT) }
        for process in processes { process.send(SIGTERM) }
        for process in processes { await process.waitForEnd() }
    }
}
