// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import Synchronization

/// Runs a local network: one process per node, a stream of events, and something to look at.
struct TestnetRunner: Sendable {
    /// What is shown while it runs.
    enum View: Sendable {
        /// A screen that is redrawn.
        case live
        /// A line per node and second.
        case plain
        /// The nodes' own log lines.
        case logs
    }

    /// How long nodes may take to stop before they are killed.
    private static let patience = Duration.seconds(12)

    let folder: String
    let network: TestnetFile
    let eventsPerSecond: Int
    let view: View

    /// Runs until all nodes have ended; SIGINT and SIGTERM are passed on.
    ///
    /// - Throws: when a node cannot be started, or one failed.
    func run() async throws {
        let signals = SignalWatch()
        let processes = try network.nodes.enumerated().map { index, node in
            let name = "node\(index)"
            let log: NodeProcess.Log = view == .logs ? .prefixed : .file("\(folder)/\(name).log")
            return try NodeProcess(name: name, home: node.home, log: log)
        }
        if view == .logs { announce() }
        do {
            for process in processes { try process.start() }
        } catch {
            await stop(processes)
            throw error
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await pass(signals, to: processes) }
            if eventsPerSecond > 0 {
                let feed = EventFeed(
                    origins: network.nodes.map(\.api), channels: network.channels,
                    eventsPerSecond: eventsPerSecond)
                group.addTask { await feed.run() }
            }
            if view != .logs {
                let screen = TestnetView(
                    network: network, folder: folder, processes: processes,
                    eventsPerSecond: eventsPerSecond, isLive: view == .live)
                group.addTask { await screen.run() }
            }
            await withDiscardingTaskGroup { endings in
                for process in processes { endings.addTask { await tellEnd(of: process) } }
            }
            group.cancelAll()
        }
        let failed = processes.filter { $0.reasonOfEnd?.hasPrefix("failed") == true }
        guard failed.isEmpty else {
            let names = failed.map { "\($0.name) \($0.reasonOfEnd ?? "")" }.joined(separator: ", ")
            throw CommandFailure("\(names); see the log lines, or \(folder)/node0.log and so on")
        }
    }

    /// Says when a node has ended; a live screen shows it by itself.
    private func tellEnd(of process: NodeProcess) async {
        await process.waitForEnd()
        if view != .live { Output.note("\(process.name) \(process.reasonOfEnd ?? "ended")") }
    }

    private func announce() {
        for (index, node) in network.nodes.enumerated() {
            Output.line("node\(index) API \(node.api) dashboard \(node.metrics)/")
        }
        for channel in network.channels { Output.line("channel \(channel)") }
    }

    /// The first signal asks the nodes to stop, the second kills them, as does too long a wait.
    private func pass(_ signals: SignalWatch, to processes: [NodeProcess]) async {
        var isStopping = false
        await withDiscardingTaskGroup { group in
            for await _ in signals.signals {
                for process in processes { process.send(isStopping ? SIGKILL : SIGTERM) }
                guard !isStopping else { continue }
                isStopping = true
                group.addTask {
                    do { try await Task.sleep(for: Self.patience) } catch { return }
                    for process in processes { process.send(SIGKILL) }
                }
            }
        }
    }

    private func stop(_ processes: [NodeProcess]) async {
        for process in processes { process.send(SIGTERM) }
    }
}
