// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Chain
import Cryptography
import JSON
import Outpace
import Primitives

/// `outpace channel withdraw-expired`
struct ChannelWithdrawExpired: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw-expired",
        abstract: "Take back what is left of a channel that has ended, with its creator's key.")

    @Option(help: ArgumentHelp("The channel.", valueName: "id"), transform: ChannelID.argument)
    var channelId: ChannelID

    @OptionGroup var ledger: LedgerOptions

    @OptionGroup var caller: CallerOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let key = try caller.load(ledger)
        try await LedgerReport.report(asJSON: json) {
            let paid = try await ledger.withLedger { ledger in
                try await ledger.withdrawExpired(
                    channelId, by: ledger.caller(key, for: .withdrawExpired(channelId)))
            }
            return [
                ("channelId", .string(channelId.description)),
                ("creator", .string(key.address.checksummed)), ("paid", .string(paid.decimal)),
            ]
        }
    }
}
