// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import ArgumentParser
import Foundation
import JSON

/// `outpace bench ingest`
struct BenchIngest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Post events to one node of a real network, beside the disk's speed.",
        discussion: """
            Starts a network of processes on this machine and posts to node0. An event counts once it is \
            durable; how long the disk takes to make some octets durable is measured on the same disk.
            """)

    @Option(help: ArgumentHelp("How many nodes, 2 to 25.", valueName: "number"))
    var nodes = 2

    @Option(help: ArgumentHelp("Events per second.", valueName: "events"))
    var rate = 1_000

    @Option(help: ArgumentHelp("Events per request, 1 to 500.", valueName: "number"))
    var batch = 1

    @Option(help: ArgumentHelp("Connections, 1 to 1000.", valueName: "number"))
    var connections = 16

    @Option(help: ArgumentHelp("How long, as in 10s or 5m.", valueName: "time"))
    var duration = TimeArgument(.seconds(10))

    @Option(help: ArgumentHelp("The first port of the network.", valueName: "port"))
    var basePort = 4_900

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard Testnet.validatorCounts.contains(nodes) else {
            throw ValidationError("--nodes is \(nodes); allowed: 2 to 25.")
        }
        try LoadSchedule.validate(
            rate: rate, connections: connections, batch: batch, duration: duration.duration)
    }

    func run() async throws {
        let disk = try DiskProbe.median(in: FileManager.default.temporaryDirectory.path)
        let figures = try await BenchNetwork(nodes: nodes, basePort: basePort).run(load)
        show(figures, disk: disk)
        try figures.report.checkFailures()
    }

    private func load(_ network: TestnetFile) async throws -> LoadFigures {
        let probes = ChurnProbes(network: network)
        let isReady = await probes.wait(.seconds(60)) { $0.isBidding } != nil
        await probes.shutDown()
        guard isReady else {
            throw CommandFailure("not every node bids; is another network on these ports?")
        }
        let schedule = LoadSchedule(
            requestsPerSecond: Double(rate) / Double(batch), connections: connections,
            duration: duration.duration)
        return await schedule.run(
            on: network.nodes[0].api,
            path: "/channel/\(network.channels[0])/events",
            body: EventBatch(publisher: EventFeed.publishers[0]).body(count: batch),
            eventsPerRequest: batch)
    }

    private func show(_ figures: LoadFigures, disk: Duration) {
        let millis = (disk.seconds * 1_000).fixed(3)
        guard json else {
            for line in figures.lines(rate: rate) { Output.line(line) }
            Output.line("disk        \(millis) ms to make a page durable")
            return
        }
        Output.json(
            .object(
                JSONObject(
                    members: figures.members(rate: rate) + [("diskMillis", .number(millis))])))
    }
}

/// How long the disk takes to make a page durable.
private enum DiskProbe {
    static func median(in folder: String) throws -> Duration {
        let path = folder + "/outpace-\(UUID().uuidString)"
        let file = open(path, O_CREAT | O_WRONLY, 0o600)
        guard file >= 0 else { throw CommandFailure("cannot write \(path)") }
        defer {
            close(file)
            unlink(path)
        }
        let page = [UInt8](repeating: 1, count: 4_096)
        var times: [Duration] = []
        for _ in 0..<51 {
            let start = ContinuousClock.now
            guard write(file, page, page.count) == page.count, fdatasync(file) == 0 else {
                throw CommandFailure("cannot write \(path)")
            }
            times.append(start.duration(to: .now))
        }
        return times.sorted()[times.count / 2]
    }
}
