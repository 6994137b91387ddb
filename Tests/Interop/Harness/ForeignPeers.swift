// This source file is part of the Outpace project. License: see LICENSE.

import Foundation

/// Where the programs of other implementations are, which `Tests/Interop/setup` makes.
enum ForeignPeers {
    /// `.build/interop`, or what the environment names in `INTEROP_PEERS`.
    static let folder: URL = {
        if let path = ProcessInfo.processInfo.environment["INTEROP_PEERS"] {
            return URL(filePath: path)
        }
        return root.appending(path: ".build/interop")
    }()

    static let python = folder.appending(path: "venv/bin/python")
    static let go = folder.appending(path: "go")

    /// The folder of the drivers.
    static let drivers = root.appending(path: "Tests/Interop/Foreign")

    /// Whether everything is there.
    static let arePresent =
        isExecutable(python.path()) && isExecutable(go.appending(path: "p2pd").path())
    static let reason = "go-libp2p and py-libp2p are not in \(folder.path()): Tests/Interop/setup"

    /// Whether there is a redis, through which the sides of the transport test find each other.
    static let hasRedis = (ProcessInfo.processInfo.environment["PATH"] ?? "")
        .split(separator: ":").contains { isExecutable("\($0)/redis-server") }

    /// The project's own executable of that name, built beside the tests.
    static func built(_ name: String) -> URL {
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: name)
    }

    private static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static func isExecutable(_ path: String) -> Bool {
        FileManager.default.isExecutableFile(atPath: path)
    }
}
