// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Chain
import Cryptography
import Keystore
import Settings

/// Who calls the ledger: the key that signs the call.
struct CallerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The caller's key file, plain or a keystore; with --home the node's own when left out.",
            valueName: "file"))
    var key: String?

    @OptionGroup private var password: PasswordOptions

    /// Reads the key, from a home when no file is given.
    func load(_ ledger: LedgerOptions) throws -> Secp256k1PrivateKey {
        if let key { return try password.load(key) }
        guard let configuration = try ledger.configuration() else {
            throw ValidationError("Give --key FILE: the ledger is called by whoever signs.")
        }
        return try KeyFile.load(
            configuration.key.file,
            password: try KeyFile.givenPassword(
                in: password.passwordFile ?? configuration.key.passwordFile))
    }
}
