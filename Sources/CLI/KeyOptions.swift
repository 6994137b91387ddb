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
    func password() throws -> Bytes? {
        if let passwordFile { return try KeyFile.password(in: passwordFile) }
        return ProcessInfo.processInfo.environment["KEYSTORE_PWD"]
            .flatMap { $0.isEmpty ? nil : Bytes($0.utf8) }
    }
}
