// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import ArgumentParser
import JSON
import Primitives

/// `outpace channel tree`
struct ChannelTree: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tree",
        abstract: "Print the balances of a channel's last approved state with root and signatures.")

    @Argument(help: ArgumentHelp("The channel.", valueName: "id"), transform: ChannelID.argument)
    var channel: ChannelID

    @OptionGroup var options: APIOptions

    @Flag(help: "Print JSON; `outpace verify state` reads it.")
    var json = false

    func run() async throws {
        let reply = try await options.withClient { try await $0.json("/channel/\(channel)/tree") }
        if json {
            Output.json(reply)
            return
        }
        let balances = reply.object?["balances"]?.object
        for account in balances?.keys ?? [] {
            Output.line("\(account) \(balances?[account]?.string ?? "")")
        }
        Output.line("stateRoot \(reply.object?["stateRoot"]?.string ?? "none yet")")
    }
}
