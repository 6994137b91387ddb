// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Foundation
import JSON
import Outpace
import Primitives

/// `outpace channel validate`
struct ChannelValidate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Say whether a channel is well-formed, for a node's rules with --api.",
        discussion: "A node takes such a channel when the chain knows it and its deposit.")

    @Argument(help: ArgumentHelp("The channel's JSON, or - for stdin.", valueName: "file"))
    var file: String

    @Option(
        help: ArgumentHelp(
            "The contract; default: AdEx core v4 on the mainnet.", valueName: "address"),
        transform: Address.argument)
    var core: Address?

    @Option(help: ArgumentHelp("Ask this node instead.", valueName: "url"))
    var api: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let bytes = try InputFile.bytes(file)
        do {
            if let api {
                var options = APIOptions()
                options.api = api
                _ = try await options.withClient {
                    try await $0.postJSON("/channel/validate", bytes)
                }
            } else {
                _ = try PaymentChannel.parse(bytes, core: core ?? PaymentChannel.mainnetCore)
            }
        } catch {
            if json { Output.json(["valid": false, "message": .string("\(error)")]) }
            throw CommandFailure("\(error)")
        }
        if json { Output.json(["valid": true]) } else { Output.line("valid") }
    }
}
