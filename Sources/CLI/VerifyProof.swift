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
            validators and signatures also those, the leader's and the quorum. Who must sign is known \
            from the channel, with --channel; without it validators are only what the file says.
            """)

    @Argument(help: ArgumentHelp("The proof's JSON, or - for stdin.", valueName: "file"))
    var file: String

    @Option(
        help: ArgumentHelp("The channel, when the file does not name it.", valueName: "id"),
        transform: ChannelID.argument)
    var channelId: ChannelID?

    @OptionGroup var trusted: ChannelFileOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let object = try InputFile.object(file)
        let described = try trusted.read()
        try Verdict.report(asJSON: json) { () throws(CommandFailure) -> Verdict.Finding in
            let reader = CertificateReader(object, name: file)
            let (account, amount, root) = try reader.checkedPath()
            var finding = Verdict.Finding(text: "\(account.checksummed) has \(amount)")
            guard let channel = try channel(of: reader, described),
                let stateRoot = try reader.digest("stateRoot")
            else {
                guard described == nil else {
                    throw CommandFailure("\(file): \"stateRoot\" is missing")
                }
                Output.note(
                    "without a channel and a state root only the path to the balance root was checked"
                )
                return finding
            }
            guard StateTree.stateRoot(channel: channel, balanceRoot: root) == stateRoot else {
                throw CommandFailure(
                    "the balance root does not hash to the state root \(stateRoot)")
            }
            if let described, amount > described.deposit {
                throw CommandFailure("the balance is more than the deposit \(described.deposit)")
            }
            finding.members = [try reader.checkQuorum(of: stateRoot, in: described)]
            return finding
        }
    }

    /// The channel that the proof is of, which must be the one that was asked for.
    private func channel(
        of reader: CertificateReader, _ described: PaymentChannel?
    ) throws(CommandFailure) -> ChannelID? {
        let named = [try reader.channel(), channelId, described?.id].compactMap(\.self)
        if let first = named.first, let other = named.first(where: { $0 != first }) {
            throw CommandFailure("the proof is of the channel \(first), not of \(other)")
        }
        return named.first
    }
}
