// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Chain
import Foundation
import Settings

/// Which ledger to use.
struct LedgerOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The ledger, as sqlite:FILE.", valueName: "url"))
    var ledger: String?

    @Option(help: ArgumentHelp("The home of a node, whose ledger it is.", valueName: "dir"))
    var home: String?

    func validate() throws {
        guard (ledger == nil) != (home == nil) else {
            throw ValidationError("Give either --ledger sqlite:FILE or --home DIR.")
        }
        if let ledger, !ledger.hasPrefix("sqlite:") || ledger.count == "sqlite:".count {
            throw ValidationError("--ledger is \(ledger); allowed: sqlite: and the path of a file.")
        }
    }

    /// The configuration of the home; nil without one.
    func configuration() throws -> NodeConfiguration? {
        guard let home else { return nil }
        let folder = FileManager.default.currentDirectoryPath
        let sources = ConfigurationSources(
            file: AbsolutePath.of(home + "/config.yaml", in: folder), folder: folder,
            environment: ProcessInfo.processInfo.environment,
            flags: [ConfigurationFlag(path: "home", name: "--home", values: [home])])
        return try NodeConfiguration.load(sources)
    }

    /// Opens the ledger, runs `body`, and closes it.
    ///
    /// - Parameter makesFile: whether a ledger is made where there is none.
    func withLedger<Result>(
        makesFile: Bool = false, _ body: (LedgerChain) async throws -> Result
    ) async throws -> Result {
        let path = try path()
        guard makesFile || FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure(
                "there is no ledger at \(path); give the one that the channel was opened in")
        }
        let ledger = try LedgerChain(path: path)
        do {
            let result = try await body(ledger)
            try ledger.close()
            return result
        } catch {
            try? ledger.close()
            throw error
        }
    }

    private func path() throws -> String {
        if let configuration = try configuration() { return configuration.ledgerPath }
        let file = (ledger ?? "").dropFirst("sqlite:".count)
        return AbsolutePath.of(String(file.hasPrefix("//") ? file.dropFirst(2) : file))
    }
}
