// This source file is part of the Outpace project. License: see LICENSE.

import Foundation

/// The protobuf compiler as an independent reader and writer of our schemas.
///
/// Debian: `protobuf-compiler`. Tests that need it carry `.enabled(if: Protoc.isPresent, …)`.
package enum Protoc {
    /// What a skipped test says.
    package static let reason: String = "protoc is not installed"

    private static let path = ["/usr/bin", "/usr/local/bin"]
        .map { $0 + "/protoc" }.first { FileManager.default.isExecutableFile(atPath: $0) }

    private static let schemas = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "docs/schemas")

    /// Whether the compiler is there.
    package static var isPresent: Bool { path != nil }

    /// The text form of an encoded message.
    package static func text(of bytes: [UInt8], type: String, file: String) throws -> String {
        String(decoding: try run("--decode", type, file, input: bytes), as: UTF8.self)
    }

    /// The encoded form of a message in text.
    package static func bytes(of text: String, type: String, file: String) throws -> [UInt8] {
        try run("--encode", type, file, input: [UInt8](text.utf8))
    }

    /// Octets as a quoted literal of the text form.
    package static func quoted(_ bytes: [UInt8]) -> String {
        "\"" + bytes.map { "\\" + String(Int($0) + 0o1000, radix: 8).dropFirst() }.joined() + "\""
    }

    private static func run(
        _ mode: String, _ type: String, _ file: String, input: [UInt8]
    ) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(filePath: path ?? "")
        process.arguments = ["\(mode)=\(type)", "-I", schemas.path(), file]
        let folder = FileManager.default.temporaryDirectory
        let name = folder.appending(path: "outpace-protoc-\(UUID().uuidString)")
        try Data(input).write(to: name)
        defer { try? FileManager.default.removeItem(at: name) }
        let output = Pipe()
        process.standardInput = try FileHandle(forReadingFrom: name)
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw ProtocFailure(type: type) }
        return [UInt8](data)
    }
}

/// The compiler refused its input.
package struct ProtocFailure: Error {
    /// The message type that was asked for.
    package let type: String
}
