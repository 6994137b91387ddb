// This source file is part of the Outpace project. License: see LICENSE.

package import Cryptography
package import Primitives

/// A validator's key in a file: 64 hexadecimal digits, or a Web3 Secret Storage keystore.
package enum KeyFile {
    /// The longest password that is taken, in octets.
    package static let passwordByteLimit = 1_024

    /// Reads a key of either form.
    ///
    /// - Parameters:
    ///   - path: the file; only its owner may have access.
    ///   - password: for a keystore; not used for a plain key.
    package static func load(
        _ path: String, password: Bytes?
    ) throws(KeyFileError) -> Secp256k1PrivateKey {
        try key(in: try PrivateFile.read(path, what: "key file"), path: path, password: password)
    }

    /// Reads a key of either form from a file's octets; `path` is for messages.
    package static func key(
        in bytes: Bytes, path: String, password: Bytes?
    ) throws(KeyFileError) -> Secp256k1PrivateKey {
        let text = String(decoding: bytes, as: UTF8.self).trimmingSpace
        guard text.utf8.first == UInt8(ascii: "{") else {
            return try plainKey(text, path: path)
        }
        guard let password else {
            throw KeyFileError(
                .passwordMissing,
                "\(path) is a keystore; name its password's file with --password-file or "
                    + "key.passwordFile, or set KEYSTORE_PWD")
        }
        return try SecretStorage.open(bytes, password: password, name: path)
    }

    /// Writes a plain key with mode 600; refuses to replace a file.
    package static func create(
        _ path: String, key: Secp256k1PrivateKey
    ) throws(KeyFileError) {
        try PrivateFile.create(path, Bytes((Hex.encode(key.exportBytes()) + "\n").utf8))
    }

    /// Writes a keystore with mode 600; refuses to replace a file.
    package static func create(
        _ path: String, key: Secp256k1PrivateKey, password: Bytes,
        cost: SecretStorage.Cost = .standard
    ) throws(KeyFileError) {
        try PrivateFile.create(path, SecretStorage.seal(key, password: password, cost: cost))
    }

    /// Reads a password from a file: its first line.
    package static func password(in path: String) throws(KeyFileError) -> Bytes {
        let bytes = try PrivateFile.read(path, what: "password file")
        var line = Bytes(bytes.prefix { $0 != 0x0a })
        if line.last == 0x0d { line.removeLast() }
        guard !line.isEmpty, line.count <= passwordByteLimit else {
            throw KeyFileError(
                .malformed,
                "the password file \(path) must hold 1 to \(passwordByteLimit) octets in one line")
        }
        return line
    }

    private static func plainKey(
        _ text: String, path: String
    ) throws(KeyFileError) -> Secp256k1PrivateKey {
        guard let bytes = Hex.decode(text), let key = try? Secp256k1PrivateKey(bytes: bytes) else {
            throw KeyFileError(
                .malformed,
                "\(path) holds neither 64 hexadecimal digits of a secp256k1 key nor a keystore")
        }
        return key
    }
}

extension String {
    /// Without white space at either end.
    var trimmingSpace: String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0.isNewline }
        return String(drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}
