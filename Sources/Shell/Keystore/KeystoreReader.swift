// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import JSON
import Primitives

/// The fields of a keystore, checked one by one; keys in any case, as wallets differ.
struct KeystoreReader {
    private static let limits = JSONLimits(
        byteLimit: PrivateFile.byteLimit, depthLimit: 8, valueLimit: 256)

    private let crypto: JSONObject
    private let name: String
    /// The address beside the key; nil when the file has none.
    let address: Address?

    init(_ bytes: Bytes, name: String) throws(KeyFileError) {
        self.name = name
        let value: JSONValue
        do {
            value = try JSONParser.parse(bytes, limits: Self.limits)
        } catch {
            throw KeyFileError(.malformed, "\(name) is not JSON: \(error.message)")
        }
        guard let object = value.object else {
            throw KeyFileError(.malformed, "\(name) holds no JSON object")
        }
        let version = Self.member("version", of: object)
        guard version?.uint64 == 3 || version?.string == "3" else {
            throw KeyFileError(
                .unsupported, "\(name) is no Web3 Secret Storage keystore of version 3")
        }
        guard let crypto = Self.member("crypto", of: object)?.object else {
            throw KeyFileError(.malformed, "\(name) has no \"crypto\" object")
        }
        self.crypto = crypto
        address = Self.member("address", of: object)?.string.flatMap { Address(hex: $0) }
    }

    /// The key that the password makes.
    func derive(password: Bytes) throws(KeyFileError) -> Bytes {
        guard let costs = Self.member("kdfparams", of: crypto)?.object else {
            throw missing("kdfparams")
        }
        let salt = try octets("salt", of: costs)
        let length = try number("dklen", of: costs)
        guard length >= 32 else { throw missing("a \"dklen\" of 32 or more in kdfparams") }
        do {
            switch try text("kdf", of: crypto) {
            case "scrypt":
                return try PasswordKDF.scrypt(
                    password: password, salt: salt, n: number("n", of: costs),
                    r: number("r", of: costs), p: number("p", of: costs), length: length)
            case "pbkdf2":
                guard try text("prf", of: costs) == "hmac-sha256" else {
                    throw KeyFileError(
                        .unsupported, "\(name) uses PBKDF2 with another function than hmac-sha256")
                }
                return try PasswordKDF.pbkdf2SHA256(
                    password: password, salt: salt, iterations: number("c", of: costs),
                    length: length)
            case let other:
                throw KeyFileError(
                    .unsupported,
                    "\(name) uses the key derivation \(other.prefix(32)); scrypt and pbkdf2 are read"
                )
            }
        } catch let error as KeyFileError {
            throw error
        } catch let error as CryptographyError {
            throw KeyFileError(.unsupported, "\(name) cannot be opened: \(error.message)")
        } catch {
            throw KeyFileError(.unsupported, "\(name) cannot be opened: \(error)")
        }
    }

    /// Ciphertext, initialisation vector, and what authenticates them.
    func cipher() throws(KeyFileError) -> (ciphertext: Bytes, vector: Bytes, mac: Digest) {
        let cipher = try text("cipher", of: crypto)
        guard cipher == "aes-128-ctr" else {
            throw KeyFileError(
                .unsupported, "\(name) uses the cipher \(cipher.prefix(32)); aes-128-ctr is read")
        }
        guard let parameters = Self.member("cipherparams", of: crypto)?.object else {
            throw missing("cipherparams")
        }
        guard let mac = Digest(bytes: try octets("mac", of: crypto)) else {
            throw missing("a \"mac\" of 32 octets")
        }
        let vector = try octets("iv", of: parameters)
        guard vector.count == AES128CTR.keyByteCount else {
            throw missing("an \"iv\" of 16 octets")
        }
        return (try octets("ciphertext", of: crypto), vector, mac)
    }

    private func text(_ key: String, of object: JSONObject) throws(KeyFileError) -> String {
        guard let text = Self.member(key, of: object)?.string else { throw missing(key) }
        return text
    }

    private func octets(_ key: String, of object: JSONObject) throws(KeyFileError) -> Bytes {
        guard let octets = Hex.decode(try text(key, of: object)) else {
            throw missing("hexadecimal digits in \"\(key)\"")
        }
        return octets
    }

    private func number(_ key: String, of object: JSONObject) throws(KeyFileError) -> Int {
        guard let value = Self.member(key, of: object)?.uint64, let number = Int(exactly: value)
        else { throw missing("a whole number in \"\(key)\"") }
        return number
    }

    private func missing(_ what: String) -> KeyFileError {
        KeyFileError(.malformed, "\(name) is no keystore of version 3: it lacks \(what)")
    }

    private static func member(_ key: String, of object: JSONObject) -> JSONValue? {
        object[key] ?? object.keys.first { $0.lowercased() == key }.flatMap { object[$0] }
    }
}
