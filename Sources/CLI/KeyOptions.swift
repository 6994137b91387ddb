// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Foundation
import Keystore
import Primitives

/// The key file that a command reads, and its password.
struct KeyOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("The key file: plain, or a keystore.", valueName: "file"))
    var file: String

    @Option(
        help: ArgumentHelp(
            "The file with the keystore's password; else KEYSTORE_PWD is used.", valueName: "file"))
    var passwordFile: String?

    /// The password, when there is one.
    func password() throws -> Bytes? { try KeyFile.givenPassword(in: passwordFile) }
}

extension KeyFile {
    /// The password that a file holds, or else the environment.
    static func givenPassword(in file: String?) throws -> Bytes? {
        if let file { return try password(in: file) }
        return ProcessInfo.processInfo.environment["KEYSTORE_PWD"]
            .flatMap { $0.isEmpty ? nil : Bytes($0.utf8) }
    }
}
