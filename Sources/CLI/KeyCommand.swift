// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Cryptography
import Identity
import JSON
import Keystore
import Primitives

/// `outpace key`
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Make, look at and convert keys, and make tokens with them.",
        subcommands: [KeyNew.self, KeyShow.self, KeyImport.self, KeyExport.self, KeyToken.self])

    /// Prints whose key it is.
    static func report(_ key: Secp256k1PrivateKey, file: String?, asJSON: Bool) {
        let identity = NodeKey(key)
        guard !asJSON else {
            var members: [(String, JSONValue)] = [
                ("address", .string(identity.address.checksummed)),
                ("peerId", .string(identity.peerID.base58)),
                ("publicKey", .string("0x" + Hex.encode(key.publicKey.compressed))),
            ]
            if let file { members.append(("file", .string(file))) }
            Output.json(.object(JSONObject(members: members)))
            return
        }
        Output.line("address   \(identity.address.checksummed)")
        Output.line("peerId    \(identity.peerID.base58)")
        Output.line("publicKey 0x\(Hex.encode(key.publicKey.compressed))")
    }

    /// Writes a key to a new file, encrypted when there is a password.
    static func write(
        _ key: Secp256k1PrivateKey, to file: String, passwordFile: String?
    ) throws {
        if let passwordFile {
            try KeyFile.create(file, key: key, password: KeyFile.password(in: passwordFile))
        } else {
            try KeyFile.create(file, key: key)
        }
    }
}
