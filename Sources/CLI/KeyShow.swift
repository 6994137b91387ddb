// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Keystore

/// `outpace key show`
struct KeyShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print address, peer id and public key; never the key.")

    @OptionGroup var key: KeyOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let loaded = try KeyFile.load(key.file, password: try key.password())
        KeyCommand.report(loaded, file: key.file, asJSON: json)
    }
}
