// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import JSON
import Outpace
import Primitives

/// `outpace channel id`
struct ChannelIdentify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "id", abstract: "Compute the id of the channel in a file; offline.")

    @Argument(help: ArgumentHelp("The channel's JSON, or - for stdin.", valueName: "file"))
    var file: String

    @Option(
        help: ArgumentHelp(
            "The contract; default: AdEx core v4 on the mainnet.", valueName: "address"),
        transform: Address.argument)
    var core: Address?

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let channel = try InputFile.channel(file, core: core)
        if json {
            Output.json(["id": .string(channel.id.description)])
        } else {
            Output.line(channel.id.description)
        }
    }
}
