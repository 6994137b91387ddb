// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Cryptography
import JSON
import Outpace
import Primitives

/// `outpace verify proof`
struct VerifyProof: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proof",
        abstract: "Check the proof of a balance: what `channel proof` or GET proof printed.",
        discussion: """
            Checks the path from balance to balance root; with a channel id also the state root; with \
            validators and signatures also those, the leader's and the quorum.
            """)

    @Argument(help: ArgumentHelp("The proof's JSON, or - for stdin.", valueName: "file"))
    var file: String

    @Option(
        help: ArgumentHelp("The channel, when the file does not name it.", valueName: "id"),
        transform: ChannelID.argument)
    var channelId: ChannelID?

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let object = try InputFile.object(file)
        try Verdict.report(asJSON: json) { () throws(CommandFailure) in
            let reader = CertificateReader(object, name: file)
            let (account, amount, root) = try reader.checkedPath()
            let channel = try reader.channel() ?? channelId
            if let channel, let own = channelId, channel != own {
                throw CommandFailure("the proof is of the channel \(channel), not of \(own)")
            }
            if let channel, let stateRoot = try reader.digest("stateRoot") {
                guard StateTree.stateRoot(channel: channel, balanceRoot: root) == stateRoot else {
                    throw CommandFailure(
                        "the balance root does not hash to the state root \(stateRoot)")
                }
                if try !reader.checkSignatures(of: stateRoot) {
                    Output.note(
                        "validators or signatures are not in \(file), so leader and quorum were not "
                            + "checked")
                }
            } else {
                Output.note(
                    "without a channel and a state root only the path to the balance root was checked"
                )
            }
            return "\(account.checksummed) has \(amount)"
        }
    }
}
