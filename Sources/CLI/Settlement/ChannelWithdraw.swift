// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import ArgumentParser
import Chain
import Cryptography
import JSON
import Outpace
import Primitives

/// `outpace channel withdraw`
struct ChannelWithdraw: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw",
        abstract: "Withdraw what the last approved state gives an account, with the account's key.",
        discussion: """
            Asks a node for the proof of the balance, or reads one that `outpace channel proof --api` \
            printed; checks roots, proof, every signature and the quorum against the channel in the \
            ledger; then calls the ledger. It pays the difference to what was withdrawn before: after a \
            second withdrawal from the same state, zero.
            """)

    @Option(help: ArgumentHelp("The channel.", valueName: "id"), transform: ChannelID.argument)
    var channelId: ChannelID

    @OptionGroup var ledger: LedgerOptions

    @OptionGroup var caller: CallerOptions

    @Option(help: ArgumentHelp("Ask this node for the proof.", valueName: "url"))
    var api: String?

    @Option(help: ArgumentHelp("Read the proof here; - for stdin.", valueName: "file"))
    var proof: String?

    @Option(
        help: ArgumentHelp(
            "Whose balance; the key must be this account's, as the ledger pays who calls.",
            valueName: "address"), transform: Address.argument)
    var account: Address?

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (api == nil) != (proof == nil) else {
            throw ValidationError("Give either --api URL or --proof FILE.")
        }
    }

    func run() async throws {
        let key = try caller.load(ledger)
        guard account == nil || account == key.address else {
            throw CommandFailure(
                "the key is that of \(key.address.checksummed); the ledger pays only who calls, so "
                    + "the key of \(account?.checksummed ?? "") is needed")
        }
        let (object, name) = try await certificate(of: key.address)
        try await LedgerReport.report(asJSON: json) {
            try await ledger.withLedger { ledger in
                let withdrawal = try await checked(
                    CertificateReader(object, name: name), account: key.address, at: ledger)
                let paid = try await ledger.withdraw(
                    withdrawal, by: ledger.caller(key, for: withdrawal.request))
                return [
                    ("channelId", .string(channelId.description)),
                    ("account", .string(key.address.checksummed)),
                    ("paid", .string(paid.decimal)),
                    ("withdrawn", .string(withdrawal.amountInTree.decimal)),
                ]
            }
        }
    }

    /// The proof's document, and its name for messages.
    private func certificate(of account: Address) async throws -> (JSONObject, String) {
        if let proof { return (try InputFile.object(proof), proof) }
        var options = APIOptions()
        options.api = api ?? APIOptions.standard
        let path = "/channel/\(channelId)/proof/\(account.checksummed)"
        let reply = try await options.withClient { try await $0.json(path) }
        guard let object = reply.object else {
            throw CommandFailure("\(options.api)\(path) answers with \(reply.kind), no object")
        }
        return (object, "\(options.api)\(path)")
    }

    /// Checks all that can be checked without the ledger's help but for what the channel is: no
    /// node's word counts for that.
    private func checked(
        _ reader: CertificateReader, account: Address, at ledger: LedgerChain
    ) async throws -> LedgerWithdrawal {
        guard let channel = try await ledger.channel(channelId) else {
            throw ChainError(
                .invalidState, "channel \(channelId) was never opened in \(ledger.path)")
        }
        if let named = try reader.channel(), named != channelId {
            throw CommandFailure("the proof is of the channel \(named), not of \(channelId)")
        }
        let (owner, amount, root) = try reader.checkedPath()
        guard owner == account else {
            throw CommandFailure(
                "the proof is of \(owner.checksummed), not of \(account.checksummed)")
        }
        let stateRoot = StateTree.stateRoot(channel: channelId, balanceRoot: root)
        if let named = try reader.digest("stateRoot"), named != stateRoot {
            throw CommandFailure("the balance root does not hash to the state root \(named)")
        }
        guard try reader.checkSignatures(of: stateRoot, validators: channel.validators) else {
            throw CommandFailure("\(reader.name): \"signatures\" is missing")
        }
        return LedgerWithdrawal(
            channel: channelId, balanceRoot: root,
            signatures: try reader.slots(of: channel.validators),
            proof: try reader.digests("proof"), amountInTree: amount)
    }
}
