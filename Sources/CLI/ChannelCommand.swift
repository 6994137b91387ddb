// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser

/// `outpace channel`
struct ChannelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "channel", abstract: "Look at payment channels, on files or at a node.",
        subcommands: [
            ChannelIdentify.self, ChannelValidate.self, ChannelList.self, ChannelStatusCommand.self,
            ChannelTree.self, ChannelProof.self,
        ])
}
