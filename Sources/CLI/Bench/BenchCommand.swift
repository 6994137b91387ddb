// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser

/// `outpace bench`
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure this machine; build for release first.",
        subcommands: [
            BenchCrypto.self, BenchMerkle.self, BenchMempool.self, BenchBids.self,
            BenchRecords.self, BenchIngest.self, BenchGossip.self, BenchSimulator.self,
        ])
}
