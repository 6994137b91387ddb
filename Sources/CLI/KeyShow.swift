// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser

/// `outpace key show`
struct KeyShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print address, peer id and public key; never the key.")

    @OptionGroup var key: KeyOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let loaded = try key.load()
        KeyCommand.report(loaded, file: key.file, asJSON: json)
    }
}
