// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser

/// `outpace bench`
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure this machine; build for release first.",
        subcommands: [
            BenchMempool.self, BenchBids.self, BenchGossip.self, BenchSimulator.self,
        ])
}
