// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Chain
import Cryptography
import JSON
import Primitives

/// `outpace channel withdrawals`
struct ChannelWithdrawals: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdrawals",
        abstract: "List what a ledger paid, to whom and when, and what its channels still hold.",
        discussion: "Every record's signature is checked; one that was changed is an error.")

    @OptionGroup var ledger: LedgerOptions

    @Option(
        help: ArgumentHelp("Only this channel.", valueName: "id"), transform: ChannelID.argument)
    var channelId: ChannelID?

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        do {
            try await ledger.withLedger { ledger in
                let records = try await payments(ledger)
                json ? try await printJSON(records, ledger) : try await printLines(records, ledger)
            }
        } catch let error as ChainError {
            throw CommandFailure("\(error)")
        }
    }

    private func payments(_ ledger: LedgerChain) async throws -> [LedgerRecord] {
        var (records, place): ([LedgerRecord], Int64) = ([], 0)
        while true {
            let page = try await ledger.records(after: place, of: channelId)
            guard let last = page.last else { return records }
            place = last.number
            records += page.filter { $0.request.function != .channelOpen }
        }
    }

    private func printLines(_ records: [LedgerRecord], _ ledger: LedgerChain) async throws {
        for record in records {
            Output.line(
                "\(record.seconds) \(record.request.channel) \(record.caller.address.checksummed) "
                    + record.paid.decimal)
        }
        if let channelId, let rest = try await ledger.remaining(of: channelId) {
            Output.note("the ledger still holds \(rest) of the channel's deposit")
        }
    }

    private func printJSON(_ records: [LedgerRecord], _ ledger: LedgerChain) async throws {
        var members: [(String, JSONValue)] = [
            (
                "withdrawals",
                .array(
                    records.map { record in
                        [
                            "number": .integer(UInt64(clamping: record.number)),
                            "seconds": .integer(record.seconds),
                            "channelId": .string(record.request.channel.description),
                            "function": .string(record.request.function.rawValue),
                            "account": .string(record.caller.address.checksummed),
                            "paid": .string(record.paid.decimal),
                            "signature": .string(record.caller.signature.hex),
                        ]
                    })
            )
        ]
        if let channelId, let rest = try await ledger.remaining(of: channelId) {
            members.append(("remaining", .string(rest.decimal)))
        }
        Output.json(.object(JSONObject(members: members)))
    }
}
