// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import ArgumentParser
import JSON
import Primitives

/// `outpace channel status`
struct ChannelStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Print what a node says about a channel: status, bidding, health, who is online.")

    @Argument(help: ArgumentHelp("The channel.", valueName: "id"), transform: ChannelID.argument)
    var channel: ChannelID

    @OptionGroup var options: APIOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let reply = try await options.withClient {
            try await $0.json("/channel/\(channel)/status")
        }
        if json {
            Output.json(reply)
            return
        }
        let reading = ChannelReading(reply, id: channel.description)
        Output.line("channel    \(reading.id)")
        Output.line("status     \(reading.status)")
        Output.line("bidding    \(reading.isBidding ? "yes" : "no: " + reading.reasonText)")
        Output.line("online     \(reading.onlineCount) of \(reading.online.count) validators")
        Output.line("approved   \(reading.eventCount) events, root \(reading.root ?? "none yet")")
    }
}
