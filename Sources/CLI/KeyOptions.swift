// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Cryptography

/// The key file that a command reads, and its password.
struct KeyOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("The key file: plain, or a keystore.", valueName: "file"))
    var file: String

    @OptionGroup private var password: PasswordOptions

    /// Reads it.
    func load() throws -> Secp256k1PrivateKey { try password.load(file) }
}
