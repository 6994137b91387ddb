// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Daemon
import Foundation
import Logging
import Settings

/// `outpace start`
struct Start: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a node until SIGTERM or SIGINT.",
        discussion: """
            Settings come from flags, then OUTPACE_* environment variables, then the configuration \
            file, then defaults; `outpace config show --origin` tells which.
            """)

    @OptionGroup var options: HomeOptions

    @Flag(help: "Only check the configuration.")
    var check = false

    func run() async throws {
        let configuration = try NodeConfiguration.load(try options.sources(needsFile: true))
        if check {
            Output.line("the configuration is valid")
            return
        }
        let runner = try await NodeRunner(
            configuration: configuration, logger: LogWriter.logger(configuration))
        try await runner.run()
    }
}
