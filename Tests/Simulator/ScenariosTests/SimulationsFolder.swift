// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import Scenarios

/// The folder with the scenarios that are shipped.
enum SimulationsFolder {
    /// Whether the tests write what they otherwise compare.
    static let isRefreshing = ProcessInfo.processInfo.environment["OUTPACE_REFRESH"] == "1"

    static let url = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Simulations")

    /// The names of the scenario files in a folder, without their ending.
    static func names(in folder: String = "") -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: path(folder))) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }

    static func text(_ file: String) throws -> String {
        try String(contentsOf: url.appending(path: file), encoding: .utf8)
    }

    static func write(_ text: String, to file: String) throws {
        try Data(text.utf8).write(to: url.appending(path: file))
    }

    static func scenario(_ name: String, in folder: String = "") throws -> Scenario {
        let file = folder.isEmpty ? "\(name).yaml" : "\(folder)/\(name).yaml"
        return try Scenario.parse(try text(file), file: file)
    }

    private static func path(_ folder: String) -> String {
        folder.isEmpty ? url.path : url.appending(path: folder).path
    }
}
