// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Chain
import Cryptography
import Foundation
import Keystore
import Primitives
import Settings

/// Who calls the ledger: the key that signs the call.
struct CallerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The caller's key file, plain or a keystore; with --home the node's own when left out.",
            valueName: "file"))
    var key: String?

    @Option(
        help: ArgumentHelp(
            "The file with the keystore's password; else KEYSTORE_PWD is used.", valueName: "file"))
    var passwordFile: String?

    /// Reads the key, from a home when no file is given.
    func load(_ ledger: LedgerOptions) throws -> Secp256k1PrivateKey {
        if let key { return try KeyFile.load(key, password: try password(file: passwordFile)) }
        guard let configuration = try ledger.configuration() else {
            throw ValidationError("Give --key FILE: the ledger is called by whoever signs.")
        }
        return try KeyFile.load(
            configuration.key.file,
            password: try password(file: passwordFile ?? configuration.key.passwordFile))
    }

    private func password(file: String?) throws -> Bytes? {
        if let file { return try KeyFile.password(in: file) }
        return ProcessInfo.processInfo.environment["KEYSTORE_PWD"]
            .flatMap { $0.isEmpty ? nil : Bytes($0.utf8) }
    }
}
