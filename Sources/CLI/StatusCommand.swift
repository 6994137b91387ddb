// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import ArgumentParser
import JSON
import Primitives

/// `outpace status`
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Say how a node is doing: who is online, peers, channels, bidding and why not.")

    @OptionGroup var options: APIOptions

    @Option(
        help: ArgumentHelp(
            "The node's metrics listener, for peers and rates; known for the default API.",
            valueName: "url"))
    var metrics: String?

    @Flag(help: "Keep watching, twice a second; a line per second when stdout is no terminal.")
    var watch = false

    @Flag(help: "Say whom it is connected to, each peer's gossip score and what that comes from.")
    var peers = false

    @Flag(help: "Print JSON; with --watch a document per second.")
    var json = false

    func validate() throws {
        guard !(peers && watch) else {
            throw ValidationError("--peers and --watch do not go together; give one of them.")
        }
    }

    func run() async throws {
        guard !peers else { return try await showPeers() }
        let origin = try HTTPOrigin(options.api)
        let standard = options.api == APIOptions.standard ? "http://127.0.0.1:9464" : nil
        let probe = NodeProbe(
            name: "node", api: origin, metrics: try (metrics ?? standard).map { try HTTPOrigin($0) }
        )
        guard watch else {
            do {
                let reading = try await probe.read()
                await probe.shutDown()
                show(reading)
            } catch {
                await probe.shutDown()
                throw error
            }
            return
        }
        await follow(probe, origin: origin)
        await probe.shutDown()
    }

    private func showPeers() async throws {
        let reply = try await options.withClient { try await $0.json("/peers") }
        let table = PeerTable(reply)
        if json {
            Output.json(reply)
        } else {
            for line in table.lines { Output.line(line) }
        }
    }

    private func show(_ reading: NodeReading) {
        if json {
            Output.json(Self.document(reading))
            return
        }
        let peers = reading.peers.map(String.init) ?? "unknown; --metrics URL tells"
        Output.line("peers      \(peers)")
        if reading.channels.isEmpty { Output.line("channels   none") }
        for channel in reading.channels {
            Output.line("")
            Output.line("channel    \(channel.id)")
            Output.line("status     \(channel.status)")
            Output.line("online     \(channel.onlineCount) of \(channel.online.count) validators")
            Output.line("bidding    \(channel.isBidding ? "yes" : "no: " + channel.reasonText)")
            Output.line("approved   \(channel.eventCount) events in state \(channel.sequence)")
            Output.line("stateRoot  \(channel.root ?? "none yet")")
        }
    }

    private func follow(_ probe: NodeProbe, origin: HTTPOrigin) async {
        var history = NodeHistory()
        let isLive = Output.isTerminal && !json
        let table = StatusTable(style: TextStyle(isColoured: isLive))
        let screen = LiveScreen()
        if isLive { screen.begin() }
        let interrupted = SignalWatch()
        defer { if isLive { screen.end() } }
        while !interrupted.hasFired {
            history.add(try? await probe.read())
            let row = StatusRow(name: "node", process: .unknown, history: history)
            if isLive {
                let heading = [" \(table.style.strong("Outpace"))  \(origin)", ""]
                screen.draw(
                    heading + table.channelLines([row], limit: 8) + [""] + table.lines([row]) + [""]
                        + table.remarks([row]) + [table.style.faint(" Ctrl-C ends watching.")])
            } else if json {
                Output.json(history.latest.map(Self.document) ?? .null)
            } else {
                Output.line(StatusLine.text(row))
            }
            let pause: Duration = isLive ? .milliseconds(500) : .seconds(1)
            do { try await Task.sleep(for: pause) } catch { break }
        }
    }

    private static func document(_ reading: NodeReading) -> JSONValue {
        let channels = reading.channels.map { channel -> JSONValue in
            [
                "id": .string(channel.id), "status": .string(channel.status),
                "validatorsOnline": .integer(channel.onlineCount),
                "validatorsTotal": .integer(channel.online.count),
                "bidding": .bool(channel.isBidding),
                "reasons": .array(channel.reasons.map { .string($0) }),
                "stateRoot": channel.root.map { .string($0) } ?? .null,
                "sequence": .integer(channel.sequence), "eventCount": .integer(channel.eventCount),
            ]
        }
        return [
            "peers": reading.peers.map { .integer($0) } ?? .null, "channels": .array(channels),
        ]
    }
}
