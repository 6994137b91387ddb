// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import Primitives

/// What a person sees of a local network while it runs.
struct TestnetView: Sendable {
    /// Lines of a small terminal.
    private static let height = 30
    private static let channelLineLimit = 3

    let network: TestnetFile
    let folder: String
    let processes: [NodeProcess]
    let eventsPerSecond: Int
    let isLive: Bool

    /// Shows the network until cancelled.
    func run() async {
        let screen = LiveScreen()
        if isLive { screen.begin() }
        let probes = network.nodes.enumerated().map { index, node in
            NodeProbe(
                name: "node\(index)", api: node.api, metrics: node.metrics,
                channels: network.channels.map(\.description))
        }
        var histories = probes.map { _ in NodeHistory() }
        let start = ContinuousClock.now
        let pause: Duration = isLive ? .milliseconds(500) : .seconds(1)
        var next = start
        while !Task.isCancelled {
            for (index, reading) in await readings(probes).enumerated() {
                histories[index].add(reading)
            }
            let rows = zip(processes, histories).map { process, history in
                StatusRow(name: process.name, process: Self.state(of: process), history: history)
            }
            let elapsed = start.duration(to: .now)
            if isLive {
                screen.draw(lines(rows, elapsed: elapsed))
            } else {
                let texts = rows.map(StatusLine.text).joined(separator: " | ")
                Output.line("\(elapsed.seconds.fixed(0))s \(texts)")
            }
            next = max(next.advanced(by: pause), .now)
            do { try await Task.sleep(until: next, clock: .continuous) } catch { break }
        }
        if isLive { screen.end() }
        for probe in probes { await probe.shutDown() }
    }

    /// All nodes are asked at once; the answers are in the order of the nodes.
    private func readings(_ probes: [NodeProbe]) async -> [NodeReading?] {
        await withTaskGroup(of: (Int, NodeReading?).self) { group in
            for (index, probe) in probes.enumerated() {
                group.addTask { (index, try? await probe.read()) }
            }
            var readings = [NodeReading?](repeating: nil, count: probes.count)
            for await (index, reading) in group { readings[index] = reading }
            return readings
        }
    }

    private static func state(of process: NodeProcess) -> StatusRow.Process {
        process.reasonOfEnd.map { .ended($0) } ?? .running(process.identifier)
    }

    /// The whole screen.
    private func lines(_ rows: [StatusRow], elapsed: Duration) -> [String] {
        let style = TextStyle(isColoured: true)
        let table = StatusTable(style: style)
        var lines = [heading(style, elapsed: elapsed), ""]
        lines += table.channelLines(rows, limit: Self.channelLineLimit) + [""]
        lines += table.lines(rows)
        let remarks = table.remarks(rows)
        if !remarks.isEmpty { lines += [""] + remarks }
        let hints = hints(rows, style: style)
        let room = Self.height - lines.count - 1
        if room > 0 { lines += ([""] + hints).prefix(room) }
        return Array(lines.prefix(Self.height - 1))
    }

    private func heading(_ style: TextStyle, elapsed: Duration) -> String {
        let seconds = Int(elapsed.seconds)
        let time = [seconds / 3_600, seconds / 60 % 60, seconds % 60]
            .map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
        let facts =
            "\(network.nodes.count) validators, \(network.channels.count) "
            + (network.channels.count == 1 ? "channel" : "channels")
            + (eventsPerSecond > 0 ? ", \(eventsPerSecond) events/s posted" : "")
        let left = " Outpace local network  \(facts)"
        let gap = max(2, StatusTable.width - left.count - time.count - 1)
        return " " + style.strong("Outpace local network") + "  " + facts
            + String(repeating: " ", count: gap) + style.accent(time)
    }

    /// What to try, with the numbers of this moment in it.
    private func hints(_ rows: [StatusRow], style: TextStyle) -> [String] {
        guard let first = network.nodes.first, let channel = network.channels.first else {
            return []
        }
        func hint(_ what: String, _ how: String) -> String {
            " " + style.faint(what.padding(to: 20)) + style.accent(how)
        }
        var lines = [hint("Dashboard", "\(first.metrics)/")]
        let running = processes.filter { $0.reasonOfEnd == nil }.map(\.identifier)
        if let last = running.last { lines.append(hint("Kill a node", "kill -9 \(last)")) }
        // A third of the validators offline stops the bidding.
        let third = (processes.count + 2) / 3
        let doomed = running.suffix(max(0, third - (processes.count - running.count)))
        if !doomed.isEmpty {
            let numbers = doomed.map { "\($0)" }.joined(separator: " ")
            lines.append(hint("Stop the bidding", "kill -9 \(numbers)"))
        }
        let ended = rows.indices.first { index in
            processes[index].reasonOfEnd != nil && !rows[index].history.isAnswering
        }
        let index = ended ?? network.nodes.count - 1
        lines.append(
            hint("Start it again", "\(Self.program) start --home \(network.nodes[index].home)"))
        lines.append(
            hint("Post an event", "\(Self.program) event send --api \(first.api) \\"))
        lines.append(
            "   " + style.accent("--channel \(channel) \\"))
        lines.append(
            "   " + style.accent("--publisher \(EventFeed.publishers[0])"))
        lines.append(hint("Logs", "\(folder)/node0.log"))
        lines.append(hint("Stop everything", "Ctrl-C"))
        return lines
    }

    /// How this program was called.
    private static var program: String { CommandLine.arguments.first ?? "outpace" }
}
