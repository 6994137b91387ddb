// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser

/// `outpace channel`
struct ChannelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "channel",
        abstract: "Look at payment channels, and open and settle them in a ledger.",
        subcommands: [
            ChannelIdentify.self, ChannelValidate.self, ChannelList.self, ChannelStatusCommand.self,
            ChannelTree.self, ChannelProof.self, ChannelOpen.self, ChannelWithdraw.self,
            ChannelWithdrawExpired.self, ChannelWithdrawals.self, ChannelClose.self,
        ])
}
