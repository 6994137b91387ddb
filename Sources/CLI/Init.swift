// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Cryptography
import Foundation
import Identity
import JSON
import Keystore
import Primitives
import Settings
import Storage

/// `outpace init`
struct Init: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a home: configuration, key and an empty database.",
        discussion: "Nothing that exists is overwritten.")

    @Option(help: ArgumentHelp("The home to make.", valueName: "dir"))
    var home: String

    @Option(
        help: ArgumentHelp(
            "Use this key instead of a new one; others may see it in the list of processes.",
            valueName: "hex"))
    var networkKey: String?

    @Option(
        help: ArgumentHelp("Encrypt the key with the password in this file.", valueName: "file"))
    var passwordFile: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let key = try networkKey.map { try KeyText.key($0) } ?? Secp256k1PrivateKey.generate()
        let password = try passwordFile.map { try KeyFile.password(in: $0) }
        var plan = HomePlan(folder: AbsolutePath.of(home), key: key)
        if let password, let passwordFile {
            plan.password = password
            plan.settings["key.passwordFile"] = .text(AbsolutePath.of(passwordFile))
        }
        try plan.write()
        let identity = NodeKey(key)
        if json {
            Output.json([
                "address": .string(identity.address.checksummed),
                "peerId": .string(identity.peerID.base58),
            ])
        } else {
            Output.line("address \(identity.address.checksummed)")
            Output.line("peerId  \(identity.peerID.base58)")
            Output.note("start it with: outpace start --home \(home)")
        }
    }
}
