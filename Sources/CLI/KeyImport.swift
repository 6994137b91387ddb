// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Keystore
import Primitives

/// `outpace key import`
struct KeyImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Write a key to a new key file.",
        discussion: """
            The key comes from a keystore or plain key file, or as 64 hexadecimal digits from stdin \
            when the source is - (a dash), so that it appears in no list of processes.
            """)

    @Argument(help: ArgumentHelp("Where the key is: a file, or - for stdin.", valueName: "source"))
    var source: String

    @Argument(help: ArgumentHelp("The file to write.", valueName: "file"))
    var file: String

    @Option(
        help: ArgumentHelp(
            "The password of the source, in a file; else KEYSTORE_PWD is used.", valueName: "file"))
    var sourcePasswordFile: String?

    @Option(
        help: ArgumentHelp(
            "Encrypt the new file with the password in this file.", valueName: "file"))
    var passwordFile: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let password = try KeyFile.givenPassword(in: sourcePasswordFile)
        let key =
            source == "-"
            ? try KeyFile.key(in: InputFile.bytes("-"), path: "stdin", password: password)
            : try KeyFile.load(source, password: password)
        try KeyCommand.write(key, to: file, passwordFile: passwordFile)
        KeyCommand.report(key, file: file, asJSON: json)
    }
}
