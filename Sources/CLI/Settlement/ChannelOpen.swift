// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Chain
import Cryptography
import JSON
import Outpace
import Primitives

/// `outpace channel open`
struct ChannelOpen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "Open a channel in a ledger, with the key of its creator.",
        discussion: """
            Nodes that use the ledger take the channel on when its description is posted to /channel \
            of their API. A ledger is made where there is none.
            """)

    @Argument(help: ArgumentHelp("The channel's JSON, or - for stdin.", valueName: "file"))
    var file: String

    @OptionGroup var ledger: LedgerOptions

    @OptionGroup var caller: CallerOptions

    @Option(
        help: ArgumentHelp(
            "The contract; default: AdEx core v4 on the mainnet.", valueName: "address"),
        transform: Address.argument)
    var core: Address?

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let channel = try InputFile.channel(file, core: core)
        let key = try caller.load(ledger)
        try await LedgerReport.report(asJSON: json) {
            try await ledger.withLedger(makesFile: true) { ledger in
                try await ledger.open(channel, by: ledger.caller(key, for: .open(channel.id)))
            }
            return [
                ("channelId", .string(channel.id.description)),
                ("creator", .string(channel.creator.checksummed)),
                ("deposit", .string(channel.deposit.decimal)),
                ("validUntil", .integer(channel.validUntil)),
            ]
        }
    }
}
