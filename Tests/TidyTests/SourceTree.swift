// This source file is part of the Outpace project. License: see LICENSE.

import Foundation

/// The project's files, read once for all tests.
///
/// The root is found from this file's own place; `OUTPACE_ROOT` overrides it.
enum SourceTree {
    static let root: URL = {
        if let path = ProcessInfo.processInfo.environment["OUTPACE_ROOT"] {
            return URL(filePath: path)
        }
        let here = URL(filePath: #filePath).resolvingSymlinksInPath()
        return here.deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }()

    /// All Swift files of Sources and Tests, and the manifest, by path.
    static let swiftFiles: [SwiftFile] =
        (["Package.swift"] + paths(under: "Sources")
        + paths(under: "Tests"))
        .filter { $0.hasSuffix(".swift") }
        .map { SwiftFile(path: $0, text: text(of: $0)) }

    /// The Swift files of Sources.
    static let sources = swiftFiles.filter { $0.path.hasPrefix("Sources/") }

    /// Names of the targets in a folder of Sources.
    static func targets(in folder: String) -> Set<String> {
        let prefix = "Sources/\(folder)/"
        return Set(
            sources.filter { $0.path.hasPrefix(prefix) }
                .compactMap { $0.path.split(separator: "/").dropFirst(2).first.map(String.init) })
    }

    /// The C libraries: folders of Sources/System.
    static let systems: Set<String> = Set(
        paths(under: "Sources/System").compactMap {
            $0.split(separator: "/").dropFirst(2).first.map(String.init)
        })

    /// Everything that is written for people, by path: Markdown at the top and in docs.
    static let markdown: [(path: String, text: String)] =
        (topFiles.filter { $0.hasSuffix(".md") }
        + paths(under: "docs").filter { $0.hasSuffix(".md") })
        .map { ($0, text(of: $0)) }

    /// Every text file of the project, by path.
    static let textPaths: [String] =
        topFiles
        + ["Sources", "Tests", "docs", "Configs", "Simulations", ".ci"].flatMap(paths)

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: path).path)
    }

    static func text(of path: String) -> String {
        let data = FileManager.default.contents(atPath: root.appending(path: path).path)
        return data.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    private static let topFiles: [String] = {
        let names = try? FileManager.default.contentsOfDirectory(atPath: root.path)
        return (names ?? []).filter { !isFolder($0) && $0 != "Package.resolved" }.sorted()
    }()

    private static func paths(under folder: String) -> [String] {
        let names = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
        return (names?.compactMap { $0 as? String } ?? [])
            .map { "\(folder)/\($0)" }
            .filter { !isFolder($0) && !$0.contains("/__pycache__/") }
            .sorted()
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        let path = root.appending(path: path).path
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            && isFolder.boolValue
    }
}
