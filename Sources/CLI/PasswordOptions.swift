// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Cryptography
import Foundation
import Keystore
import Primitives

/// The password of the key file that a command reads.
struct PasswordOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The file with the keystore's password; else KEYSTORE_PWD is used.", valueName: "file"))
    var passwordFile: String?

    /// Reads a key file, plain or a keystore.
    func load(_ file: String) throws -> Secp256k1PrivateKey {
        try KeyFile.load(file, password: try KeyFile.givenPassword(in: passwordFile))
    }
}

extension KeyFile {
    /// The password that a file holds, or else the environment.
    static func givenPassword(in file: String?) throws -> Bytes? {
        if let file { return try password(in: file) }
        return ProcessInfo.processInfo.environment["KEYSTORE_PWD"]
            .flatMap { $0.isEmpty ? nil : Bytes($0.utf8) }
    }
}
