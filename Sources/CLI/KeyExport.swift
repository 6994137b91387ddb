// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Cryptography
import JSON
import Keystore
import Primitives

/// `outpace key export`
struct KeyExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print a key: whoever reads the output can sign as this validator.",
        discussion: "With --keystore-password-file a keystore is printed, else the bare digits.")

    @OptionGroup var key: KeyOptions

    @Option(
        help: ArgumentHelp("Encrypt the output with the password in this file.", valueName: "file"))
    var keystorePasswordFile: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let loaded = try key.load()
        if let keystorePasswordFile {
            let password = try KeyFile.password(in: keystorePasswordFile)
            let keystore = try SecretStorage.seal(loaded, password: password, cost: .standard)
            Output.write(String(decoding: keystore, as: UTF8.self))
            return
        }
        let digits = Hex.encode(loaded.exportBytes())
        if json {
            Output.json([
                "address": .string(loaded.address.checksummed),
                "privateKey": .string("0x" + digits),
            ])
        } else {
            Output.line(digits)
        }
    }
}
