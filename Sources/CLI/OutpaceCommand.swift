// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Daemon

/// The one executable: a validator node, and what operators and developers need around it.
@main
struct OutpaceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outpace",
        abstract: "A validator network node for ad payment channels.",
        discussion: """
            Exit codes: 0 done, 1 the answer is no or it failed, 2 a file is no scenario, 64 wrong \
            usage, 130 a simulation was interrupted. Errors go to stderr, data to stdout. \
            `outpace --generate-completion-script bash` prints shell completions.
            """,
        version: Version.current,
        subcommands: [
            Init.self, Start.self, Testnet.self, ConfigCommand.self, KeyCommand.self,
            ChannelCommand.self, StateRootCommand.self, VerifyCommand.self, EventCommand.self,
            StatusCommand.self, SimulateCommand.self, BenchCommand.self,
        ])
}
