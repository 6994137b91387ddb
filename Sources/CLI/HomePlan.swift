// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Foundation
import Keystore
import Primitives
import Settings
import Storage

/// A home that is about to be made.
struct HomePlan {
    /// Where, as an absolute path.
    let folder: String
    /// The validator's key.
    let key: Secp256k1PrivateKey
    /// The password of the keystore; nil for a plain key.
    var password: Bytes?
    /// Settings that differ from the defaults.
    var settings: [String: ConfigurationValue] = [:]

    init(folder: String, key: Secp256k1PrivateKey) {
        self.folder = folder
        self.key = key
    }

    /// Where the database will be.
    var databasePath: String { folder + "/outpace.db" }

    /// Writes everything; refuses when any of the files exists.
    func write() throws {
        let names = ["config.yaml", "validator.key", "outpace.db"]
        for name in names where FileManager.default.fileExists(atPath: "\(folder)/\(name)") {
            throw CommandFailure(
                "\(folder)/\(name) exists already and is not overwritten; choose another --home")
        }
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw CommandFailure("cannot make the folder \(folder): \(error.localizedDescription)")
        }
        if let password {
            try KeyFile.create("\(folder)/validator.key", key: key, password: password)
        } else {
            try KeyFile.create("\(folder)/validator.key", key: key)
        }
        try NodeDatabase.create(at: databasePath).close()
        try PrivateFile.create(
            "\(folder)/config.yaml", Bytes(ConfigurationTemplate.text(settings).utf8))
    }
}
