// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import ArgumentParser
import Cryptography
import JSON
import Outpace
import Primitives

/// `outpace channel proof`
struct ChannelProof: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proof",
        abstract: "Print the proof of one account's balance, offline or from a node.",
        discussion:
            "Offline with --balances; with --api the node's answer carries the signatures too.")

    @Option(help: ArgumentHelp("The channel.", valueName: "id"), transform: ChannelID.argument)
    var channelId: ChannelID

    @Option(help: ArgumentHelp("Whose balance.", valueName: "address"), transform: Address.argument)
    var address: Address

    @Option(
        help: ArgumentHelp("A file with {address: \"amount\"}, or - for stdin.", valueName: "file"))
    var balances: String?

    @Option(help: ArgumentHelp("Ask this node.", valueName: "url"))
    var api: String?

    @Flag(help: "Print JSON; `outpace verify proof` reads it.")
    var json = false

    func validate() throws {
        guard (balances == nil) != (api == nil) else {
            throw ValidationError("Give either --balances FILE or --api URL.")
        }
    }

    func run() async throws {
        let reply: JSONValue
        if let balances {
            reply = try proof(in: balances)
        } else {
            var options = APIOptions()
            options.api = api ?? APIOptions.standard
            reply = try await options.withClient {
                try await $0.json("/channel/\(channelId)/proof/\(address.checksummed)")
            }
        }
        if json {
            Output.json(reply)
            return
        }
        let object = reply.object
        Output.line("address     \(address.checksummed)")
        for key in ["amount", "balanceRoot", "stateRoot"] {
            let padded = key.padding(to: 11)
            Output.line("\(padded) \(object?[key]?.string ?? "unknown")")
        }
        for node in object?["proof"]?.array ?? [] {
            Output.line("proof       \(node.string ?? "")")
        }
    }

    private func proof(in file: String) throws -> JSONValue {
        let held = try InputFile.balances(file)
        let tree = try BalancesReading.tree(held, name: file)
        guard let amount = held[address], let proof = tree.proof(for: address) else {
            throw CommandFailure("\(address.checksummed) has no balance in \(file)")
        }
        return [
            "address": .string(address.checksummed), "amount": .string(amount.decimal),
            "proof": .array(proof.map { .hash($0) }), "balanceRoot": .hash(tree.balanceRoot),
            "stateRoot": .hash(tree.stateRoot(of: channelId)),
            "channelId": .string(channelId.description),
        ]
    }
}

extension String {
    /// Filled up with spaces on the right.
    func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
