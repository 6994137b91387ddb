// This source file is part of the Outpace project. License: see LICENSE.

import Foundation

/// A folder of its own for one test, removed with the value.
final class TemporaryFolder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appending(path: "outpace-storage-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of a file in the folder.
    func file(_ name: String = "outpace.db") -> String { "\(path)/\(name)" }

    /// Copies a database as a crash would leave it: the file and its log, without closing.
    func copy(_ name: String = "outpace.db", as copy: String) throws -> String {
        for suffix in ["", "-wal"] {
            let original = file(name + suffix)
            guard FileManager.default.fileExists(atPath: original) else { continue }
            try FileManager.default.copyItem(atPath: original, toPath: file(copy + suffix))
        }
        return file(copy)
    }

    /// Writes a file for its owner alone.
    func write(_ bytes: [UInt8], to name: String) throws -> String {
        try Data(bytes).write(to: URL(filePath: file(name)))
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: file(name))
        return file(name)
    }

    /// The octets of a file.
    func bytes(_ name: String = "outpace.db") throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: file(name))))
    }
}
