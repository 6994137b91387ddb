// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import JSON
import Testing

/// Runs the executable that was built beside these tests, in a folder of its own.
struct Executable {
    /// What a run left behind.
    struct Result {
        let code: Int32
        let output: String
        let errors: String

        /// The one JSON document on stdout.
        func json() throws -> JSONObject {
            let limits = JSONLimits(byteLimit: 1 << 24, depthLimit: 32, valueLimit: 1_000_000)
            return try #require(try JSONParser.parse(Array(output.utf8), limits: limits).object)
        }
    }

    /// The folder that commands run in.
    let folder: String

    /// Makes a folder, runs `body`, and removes the folder.
    static func inFolder(_ body: (Executable) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/outpace-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(Executable(folder: folder))
    }

    /// Writes a file in the folder.
    func write(_ text: String, to name: String, mode: Int = 0o600) throws {
        let path = "\(folder)/\(name)"
        try Data(text.utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    /// The text of a file in the folder.
    func read(_ name: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
    }

    /// Runs a command that must exit with 0.
    func succeed(
        _ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Result {
        let result = try await run(arguments)
        #expect(result.code == 0, "\(result.errors)", sourceLocation: sourceLocation)
        return result
    }

    /// Runs a command to its end; the environment is empty but for what is given.
    func run(_ arguments: String..., environment: [String: String] = [:]) async throws -> Result {
        try await run(arguments, environment: environment)
    }

    /// Runs a command whose arguments are a list.
    func run(
        _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> Result {
        let process = Process()
        process.executableURL = URL(filePath: CommandLine.arguments[0])
            .deletingLastPathComponent().appending(path: "outpace")
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder)
        process.environment = environment
        // Files, not pipes: a pipe that nobody empties would stop the process.
        let (output, errors) = (try file(), try file())
        defer {
            for path in [output.path, errors.path] {
                try? FileManager.default.removeItem(atPath: path)
            }
        }
        process.standardOutput = output.handle
        process.standardError = errors.handle
        process.standardInput = FileHandle.nullDevice
        let (ended, continuation) = AsyncStream.makeStream(of: Void.self)
        process.terminationHandler = { _ in continuation.finish() }
        try process.run()
        for await _ in ended {}
        return Result(
            code: process.terminationStatus,
            output: try String(contentsOfFile: output.path, encoding: .utf8),
            errors: try String(contentsOfFile: errors.path, encoding: .utf8))
    }

    private func file() throws -> (path: String, handle: FileHandle) {
        let path = FileManager.default.temporaryDirectory.path + "/stream-\(UUID().uuidString)"
        try Data().write(to: URL(filePath: path))
        return (path, try FileHandle(forWritingTo: URL(filePath: path)))
    }
}
