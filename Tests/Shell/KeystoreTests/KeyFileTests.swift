// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Foundation
import Keystore
import Primitives
import Testing

/// Key files on disk: who may read them, and what is in them.
@Suite struct KeyFileTests {
    private let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/keys-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    /// Runs `body` with the path of a file, and removes everything afterwards.
    private func withFile(
        _ text: String? = nil, mode: Int = 0o600, _ body: (String) throws -> Void
    ) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/validator.key"
        if let text {
            try Data(text.utf8).write(to: URL(filePath: path))
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        }
        try body(path)
    }

    private static let digits = String(repeating: "0", count: 63) + "1"

    @Test(arguments: [digits, "0x" + digits, digits + "\n", "  " + digits + "\r\n"])
    func `a plain key is read with or without prefix and line end`(text: String) throws {
        try withFile(text) { path in
            let key = try KeyFile.load(path, password: nil)
            #expect(key.address.checksummed == "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf")
        }
    }

    @Test func `a key that is written is read again, and nobody else may read it`() throws {
        try withFile { path in
            let key = Secp256k1PrivateKey.generate()
            try KeyFile.create(path, key: key)
            let loaded = try KeyFile.load(path, password: nil)
            #expect(loaded.address == key.address)
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
            #expect(mode as? Int == 0o600)
        }
    }

    @Test func `a keystore that is written is read with its password`() throws {
        try withFile { path in
            let key = Secp256k1PrivateKey.generate()
            let cost = SecretStorage.Cost(n: 16, r: 1, p: 1)
            try KeyFile.create(path, key: key, password: Bytes("p".utf8), cost: cost)
            let loaded = try KeyFile.load(path, password: Bytes("p".utf8))
            #expect(loaded.address == key.address)
            let error = #expect(throws: KeyFileError.self) {
                try KeyFile.load(path, password: nil)
            }
            #expect(error?.code == .passwordMissing)
        }
    }

    @Test(arguments: [0o640, 0o604, 0o666, 0o620])
    func `a key that others may use is refused with the command that helps`(mode: Int) throws {
        try withFile(Self.digits, mode: mode) { path in
            let error = try #require(throws: KeyFileError.self) {
                try KeyFile.load(path, password: nil)
            }
            #expect(error.code == .unsafePermissions)
            #expect(error.message.contains("chmod 600 \(path)"))
        }
    }

    @Test func `a missing file is named`() throws {
        try withFile { path in
            let error = try #require(throws: KeyFileError.self) {
                try KeyFile.load(path, password: nil)
            }
            #expect(error.code == .unreadable)
            #expect(error.message.contains("\(path) does not exist"))
        }
    }

    @Test(arguments: ["", "xyz", String(repeating: "0", count: 64), "0x12"])
    func `a file without a key is refused`(text: String) throws {
        try withFile(text) { path in
            let error = #expect(throws: KeyFileError.self) {
                try KeyFile.load(path, password: nil)
            }
            #expect(error?.code == .malformed)
        }
    }

    @Test func `a file that exists is never replaced`() throws {
        try withFile(Self.digits) { path in
            let error = #expect(throws: KeyFileError.self) {
                try KeyFile.create(path, key: .generate())
            }
            #expect(error?.code == .exists)
            let kept = try KeyFile.load(path, password: nil)
            #expect(kept.exportBytes().last == 1)
        }
    }

    @Test(arguments: [("secret\nrest", "secret"), ("secret\r\n", "secret"), ("a b", "a b")])
    func `a password is the first line of its file`(text: String, password: String) throws {
        try withFile(text) { path in
            let found = try KeyFile.password(in: path)
            #expect(found == Bytes(password.utf8))
        }
    }

    @Test func `an empty password is refused`() throws {
        try withFile("\n") { path in
            #expect(throws: KeyFileError.self) { try KeyFile.password(in: path) }
        }
    }
}
