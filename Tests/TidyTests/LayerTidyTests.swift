// This source file is part of the Outpace project. License: see LICENSE.

import Testing

/// Imports point one way.
struct LayerTidyTests {
    @Test func `shells import no shells`() {
        let shells = SourceTree.targets(in: "Shell").subtracting(["Daemon"])
        for file in SourceTree.sources where file.path.hasPrefix("Sources/Shell/") {
            guard let own = file.path.split(separator: "/").dropFirst(2).first, own != "Daemon"
            else { continue }
            for (module, line) in file.imports where shells.contains(module) && module != own {
                Issue.record("\(file.place(line)): \(own) imports its neighbour \(module)")
            }
        }
    }

    @Test func `nothing but the command line imports the daemon`() {
        for file in SourceTree.sources where !file.path.hasPrefix("Sources/CLI/") {
            for (module, line) in file.imports where module == "Daemon" || module == "CLI" {
                Issue.record("\(file.place(line)): \(module) stands at the top")
            }
        }
    }

    @Test(
        arguments: [
            (
                "NIOPosix",
                [
                    "Shell/Transport", "Shell/Sentry", "Shell/Telemetry", "Shell/Daemon",
                    "Shell/APIClient",
                ]
            ),
            ("GRDB", ["Shell/Storage", "Shell/Chain"]),
            ("Hummingbird", ["Shell/Sentry", "Shell/Telemetry", "Shell/Daemon"]),
            ("Yams", ["Shell/Settings", "Simulator/Scenario", "Simulator/Papers"]),
        ] as [(String, [String])])
    func `a package stays in the folders that are there for it`(module: String, owners: [String]) {
        for file in SourceTree.sources {
            let isOwner = owners.contains { file.path.hasPrefix("Sources/\($0)/") }
            for (imported, line) in file.imports where imported == module && !isOwner {
                Issue.record("\(file.place(line)): \(module) belongs to \(owners)")
            }
        }
    }
}
