// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import ArgumentParser
import JSON
import Outpace
import Primitives

/// `outpace event load`
struct EventLoad: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Post events at a steady rate and measure how long the node takes.",
        discussion: """
            Requests go out on a fixed schedule, and latency counts from the moment a request was due: \
            a node that falls behind cannot hide it.
            """)

    @Option(help: ArgumentHelp("The channel that pays.", valueName: "id"))
    var channel: ChannelID

    @Option(help: ArgumentHelp("Who earns.", valueName: "address"))
    var publisher = EventFeed.publishers[0]

    @Option(help: ArgumentHelp("Events per second, all connections together.", valueName: "events"))
    var rate = 1_000

    @Option(help: ArgumentHelp("Connections, 1 to 1000.", valueName: "number"))
    var connections = 16

    @Option(help: ArgumentHelp("How long, as in 10s or 5m.", valueName: "time"))
    var duration = TimeArgument(.seconds(10))

    @Option(help: ArgumentHelp("Events per request, 1 to 500.", valueName: "number"))
    var batch = 1

    @OptionGroup var options: APIOptions

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (1...1_000_000).contains(rate) else {
            throw ValidationError("--rate is \(rate); allowed: 1 to 1000000.")
        }
        guard (1...1_000).contains(connections) else {
            throw ValidationError("--connections is \(connections); allowed: 1 to 1000.")
        }
        guard (1...EventBatch.limit).contains(batch) else {
            throw ValidationError("--batch is \(batch); allowed: 1 to \(EventBatch.limit).")
        }
        guard duration.duration <= .seconds(3_600) else {
            throw ValidationError("--duration is at most 60m.")
        }
    }

    func run() async throws {
        let schedule = LoadSchedule(
            requestsPerSecond: Double(rate) / Double(batch), connections: connections,
            duration: duration.duration)
        let body = EventBatch(publisher: publisher).body(count: batch)
        let origin = try HTTPOrigin(options.api)
        let path = "/channel/\(channel)/events"
        let start = ContinuousClock.now
        let report = await withTaskGroup(of: LoadReport.self) { group in
            for lane in 0..<connections {
                group.addTask {
                    await schedule.run(
                        lane: lane, from: start, origin: origin, path: path, body: body)
                }
            }
            return await group.reduce(into: LoadReport()) { $0.merge($1) }
        }
        let seconds = start.duration(to: .now).seconds
        show(report, seconds: seconds)
        guard report.failures == 0 else {
            throw CommandFailure(
                "\(report.failures) of \(report.requests) requests failed; the first: "
                    + (report.firstFailure ?? "unknown"))
        }
    }

    private func show(_ report: LoadReport, seconds: Double) {
        let events = (report.requests - report.failures) * batch
        let perSecond = Double(events) / max(seconds, 0.001)
        let parts = [("p50", 50.0), ("p90", 90), ("p99", 99), ("p999", 99.9), ("max", 100)]
        let latencies = parts.map { ($0.0, report.percentile($0.1).seconds * 1_000) }
        if json {
            Output.json([
                "events": .integer(events), "requests": .integer(report.requests),
                "failures": .integer(report.failures), "seconds": .number(seconds.fixed(3)),
                "eventsPerSecond": .number(perSecond.fixed(1)), "targetPerSecond": .integer(rate),
                "latencyMillis": .object(
                    JSONObject(members: latencies.map { ($0.0, .number($0.1.fixed(3))) })),
            ])
            return
        }
        Output.line("events      \(events) in \(seconds.fixed(1)) s")
        Output.line("rate        \(perSecond.fixed(1)) events/s of \(rate) asked for")
        Output.line("failures    \(report.failures) of \(report.requests) requests")
        for (name, millis) in latencies {
            Output.line("\(name.padding(to: 11)) \(millis.fixed(2)) ms")
        }
    }
}
