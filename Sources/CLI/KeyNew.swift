// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Cryptography

/// `outpace key new`
struct KeyNew: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Make a key in a new file that only its owner may read.")

    @Argument(help: ArgumentHelp("The file to write.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("Encrypt it with the password in this file.", valueName: "file"))
    var passwordFile: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let key = Secp256k1PrivateKey.generate()
        try KeyCommand.write(key, to: file, passwordFile: passwordFile)
        KeyCommand.report(key, file: file, asJSON: json)
    }
}
