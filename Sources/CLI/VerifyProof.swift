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

    @Option(help: ArgumentHelp("The channel, when the file does not name it.", valueName: "id"))
    var channelId: ChannelID?

    @Flag(help: "Print JSON.")
    var json = false

    /// The longest path that is followed: a tree of 2^64 leaves.
    private static let pathLimit = 64

    func run() async throws {
        let object = try InputFile.object(file)
        try Verdict.report(asJSON: json) { () throws(CommandFailure) in
            let reader = CertificateReader(object, name: file)
            let (account, amount, root) = try checkPath(reader)
            let channel = try reader.channel() ?? channelId
            if let channel, let own = channelId, channel != own {
                throw CommandFailure("the proof is of the channel \(channel), not of \(own)")
            }
            if let channel, let stateRoot = try reader.digest("stateRoot") {
                guard StateTree.stateRoot(channel: channel, balanceRoot: root) == stateRoot else {
                    throw CommandFailure(
                        "the balance root does not hash to the state root \(stateRoot)")
                }
                try reader.checkSignatures(of: stateRoot)
            }
            return "\(account.checksummed) has \(amount)"
        }
    }

    private func checkPath(
        _ reader: CertificateReader
    ) throws(CommandFailure) -> (Address, Amount, Digest) {
        let account = try reader.address("address")
        guard let amount = BalancesReading.amount(reader.object["amount"]) else {
            throw CommandFailure("\(file): \"amount\" is no decimal number")
        }
        let path = try reader.digests("proof")
        guard path.count <= Self.pathLimit else {
            throw CommandFailure("\(file): the proof has more than \(Self.pathLimit) steps")
        }
        guard let root = try reader.digest("balanceRoot") else {
            throw CommandFailure("\(file): \"balanceRoot\" is missing")
        }
        let leaf = StateTree.leaf(account: account, amount: amount)
        guard MerkleTree.verify(leaf: leaf, proof: path, root: root) else {
            throw CommandFailure(
                "the proof does not lead from \(amount) of \(account.checksummed) to the balance "
                    + "root \(root)")
        }
        return (account, amount, root)
    }
}
