// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import JSON
import Outpace
import Primitives

/// `outpace verify state`
struct VerifyState: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "state",
        abstract: "Check an approved state: balances, roots, every signature, leader and quorum.",
        discussion: """
            Reads the answer of GET tree, or {channelId, validators, balances, stateRoot, signatures}. \
            Who must sign is known from the channel, with --channel, else from validators in the file: \
            these are then only what the file says. Without either, the roots and the signatures that \
            are there are checked. stderr says so.
            """)

    @Argument(help: ArgumentHelp("The state's JSON, or - for stdin.", valueName: "file"))
    var file: String

    @OptionGroup var trusted: ChannelFileOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let object = try InputFile.object(file)
        let described = try trusted.read()
        try Verdict.report(asJSON: json) { () throws(CommandFailure) -> Verdict.Finding in
            let reader = CertificateReader(object, name: file)
            let balances = try checkRoots(reader, channel: described)
            guard let root = try reader.digest("stateRoot") else {
                throw CommandFailure("\(file): \"stateRoot\" is missing")
            }
            guard try !reader.signatures().isEmpty else {
                throw CommandFailure("\(file): nobody signed")
            }
            let source = try reader.checkQuorum(of: root, in: described)
            return Verdict.Finding(
                text: "\(balances.count) balances, \(try reader.signatures().count) signatures",
                members: [source])
        }
    }

    private func checkRoots(
        _ reader: CertificateReader, channel: PaymentChannel?
    ) throws(CommandFailure) -> Balances {
        guard let id = try reader.channel() ?? channel?.id else {
            throw CommandFailure("\(file): \"channelId\" is missing")
        }
        if let channel, channel.id != id {
            throw CommandFailure("the state is of the channel \(id), not of \(channel.id)")
        }
        guard let held = reader.object["balances"]?.object else {
            throw CommandFailure("\(file): \"balances\" is no object")
        }
        let balances = try BalancesReading.balances(held, name: file)
        let tree = try BalancesReading.tree(balances, name: file)
        if let root = try reader.digest("balanceRoot"), root != tree.balanceRoot {
            throw CommandFailure("the balances hash to \(tree.balanceRoot), not to \(root)")
        }
        let root = tree.stateRoot(of: id)
        guard try reader.digest("stateRoot") == root else {
            throw CommandFailure(
                "the balances hash to the state root \(root), not to the one given")
        }
        if let channel {
            guard let total = balances.total, total <= channel.deposit else {
                throw CommandFailure("the balances sum to more than the deposit \(channel.deposit)")
            }
        }
        return balances
    }
}
