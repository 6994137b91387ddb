// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import JSON
import Outpace
import Primitives

/// `outpace state-root`
struct StateRootCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "state-root",
        abstract: "Compute the root over balances and the root that validators sign; offline.")

    @Option(help: ArgumentHelp("The channel.", valueName: "id"), transform: ChannelID.argument)
    var channelId: ChannelID

    @Option(
        help: ArgumentHelp("A file with {address: \"amount\"}, or - for stdin.", valueName: "file"))
    var balances: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let tree = try BalancesReading.tree(try InputFile.balances(balances), name: balances)
        let root = tree.stateRoot(of: channelId)
        if json {
            Output.json(["balanceRoot": .hash(tree.balanceRoot), "stateRoot": .hash(root)])
        } else {
            Output.line("balanceRoot \(tree.balanceRoot)")
            Output.line("stateRoot   \(root)")
        }
    }
}
