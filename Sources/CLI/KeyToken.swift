// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import Access
import ArgumentParser
import Cryptography
import Daemon
import JSON
import Primitives

/// `outpace key token`
struct KeyToken: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Make the token with which the holder of a key asks a node.",
        discussion: """
            Send it as `Authorization: Bearer TOKEN`. It is good for one node, and for five minutes.
            """)

    @OptionGroup var key: KeyOptions

    @Option(
        help: ArgumentHelp(
            "The address of the node; asked of --api when left out.", valueName: "address"),
        transform: Address.argument)
    var node: Address?

    @OptionGroup var options: APIOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let loaded = try key.load()
        let audience: Address
        if let node {
            audience = node
        } else {
            audience = try await options.withClient { try await $0.nodeAddress() }
        }
        let token = EWT.make(key: loaded, for: audience, at: SystemClock().now.timestamp)
        guard json else { return Output.line(token) }
        Output.json([
            "token": .string(token), "id": .string(audience.checksummed),
            "address": .string(loaded.address.checksummed),
        ])
    }
}
