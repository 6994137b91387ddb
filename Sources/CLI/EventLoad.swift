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

    @Option(
        help: ArgumentHelp("The channel that pays.", valueName: "id"), transform: ChannelID.argument
    )
    var channel: ChannelID

    @Option(
        help: ArgumentHelp("Who earns; a made-up publisher unless given.", valueName: "address"),
        transform: Address.argument)
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
        try LoadSchedule.validate(
            rate: rate, connections: connections, batch: batch, duration: duration.duration)
    }

    func run() async throws {
        let schedule = LoadSchedule(
            requestsPerSecond: Double(rate) / Double(batch), connections: connections,
            duration: duration.duration)
        let figures = await schedule.run(
            on: try HTTPOrigin(options.api), path: "/channel/\(channel)/events",
            body: EventBatch(publisher: publisher).body(count: batch), eventsPerRequest: batch)
        if json {
            Output.json(.object(JSONObject(members: figures.members(rate: rate))))
        } else {
            for line in figures.lines(rate: rate) { Output.line(line) }
        }
        try figures.report.checkFailures()
    }
}
