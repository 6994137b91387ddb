// This source file is part of the Outpace project. License: see LICENSE.

package import Cryptography
import JSON
package import Primitives

/// Web3 Secret Storage, version 3: the keystore of Ethereum wallets and of AdEx validators.
///
/// Reads scrypt and PBKDF2, writes scrypt.
///
/// - Source: Ethereum wiki, "Web3 Secret Storage Definition".
package enum SecretStorage {
    /// What opening a keystore costs.
    package struct Cost: Hashable, Sendable {
        /// What wallets use: 256 MiB and about a second.
        package static let standard = Cost(n: 262_144, r: 8, p: 1)

        /// Cost of memory and time, a power of two.
        package let n: Int
        /// The block size.
        package let r: Int
        /// Parallelisation.
        package let p: Int

        /// Makes a cost; `PasswordKDF` judges it.
        package init(n: Int, r: Int, p: Int) {
            self.n = n
            self.r = r
            self.p = p
        }
    }

    /// Octets of the derived key: half to encrypt, half to authenticate.
    private static let derivedByteCount = 32

    /// Decrypts a keystore.
    ///
    /// - Parameter name: what messages call the file.
    package static func open(
        _ bytes: Bytes, password: Bytes, name: String
    ) throws(KeyFileError) -> Secp256k1PrivateKey {
        let reader = try KeystoreReader(bytes, name: name)
        let derived = try reader.derive(password: password)
        let (ciphertext, vector, mac) = try reader.cipher()
        guard Keccak256.hash(derived[16..<32] + ciphertext) == mac else {
            throw KeyFileError(
                .wrongPassword, "the password does not open \(name), or the file was damaged")
        }
        let secret = try? AES128CTR.apply(
            ciphertext, key: Bytes(derived[..<16]), initialisationVector: vector)
        guard let secret, let key = try? Secp256k1PrivateKey(bytes: secret) else {
            throw KeyFileError(.malformed, "\(name) opens, but holds no secp256k1 key of 32 octets")
        }
        if let address = reader.address, address != key.address {
            throw KeyFileError(
                .wrongAddress,
                "\(name) says it is \(address.checksummed), but its key is of "
                    + "\(key.address.checksummed)")
        }
        return key
    }

    /// Encrypts a key with a fresh salt and vector.
    package static func seal(
        _ key: Secp256k1PrivateKey, password: Bytes, cost: Cost
    ) throws(KeyFileError) -> Bytes {
        try seal(
            key, password: password, cost: cost, salt: SecureRandom.bytes(32),
            vector: SecureRandom.bytes(16), identifier: SecureRandom.bytes(16))
    }

    /// Encrypts a key with a given salt and vector.
    static func seal(
        _ key: Secp256k1PrivateKey, password: Bytes, cost: Cost, salt: Bytes, vector: Bytes,
        identifier: Bytes
    ) throws(KeyFileError) -> Bytes {
        let ciphertext: Bytes
        let derived: Bytes
        do {
            derived = try PasswordKDF.scrypt(
                password: password, salt: salt, n: cost.n, r: cost.r, p: cost.p,
                length: derivedByteCount)
            ciphertext = try AES128CTR.apply(
                key.exportBytes(), key: Bytes(derived[..<16]), initialisationVector: vector)
        } catch {
            throw KeyFileError(.unsupported, "the keystore cannot be made: \(error.message)")
        }
        let mac = Keccak256.hash(derived[16..<32] + ciphertext)
        let costs: JSONValue = [
            "dklen": .integer(derivedByteCount), "n": .integer(cost.n), "r": .integer(cost.r),
            "p": .integer(cost.p), "salt": .string(Hex.encode(salt)),
        ]
        let crypto: JSONValue = [
            "cipher": "aes-128-ctr", "cipherparams": ["iv": .string(Hex.encode(vector))],
            "ciphertext": .string(Hex.encode(ciphertext)), "kdf": "scrypt", "kdfparams": costs,
            "mac": .string(mac.hex),
        ]
        let whole: JSONValue = [
            "version": 3, "id": .string(uuid(identifier)),
            "address": .string(Hex.encode(key.address.bytes)), "crypto": crypto,
        ]
        return whole.serialized() + [0x0a]
    }

    /// A version 4 UUID of 16 random octets.
    private static func uuid(_ random: Bytes) -> String {
        var bytes = random
        bytes[6] = bytes[6] & 0x0f | 0x40
        bytes[8] = bytes[8] & 0x3f | 0x80
        let groups = [0..<4, 4..<6, 6..<8, 8..<10, 10..<16]
        return groups.map { Hex.encode(bytes[$0]) }.joined(separator: "-")
    }
}
