// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Primitives
import TestSupport
import Testing

/// The pieces Ethereum key files are made of.
@Suite struct KeyFileTests {
    @Test func `counter mode of NIST comes out`() throws {
        let cipher = try AES128CTR.apply(
            octets("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"),
            key: octets("2b7e151628aed2a6abf7158809cf4f3c"),
            initialisationVector: octets("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"))
        #expect(
            Hex.encode(cipher)
                == "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff")
    }

    @Test(arguments: [(15, 16), (16, 15), (32, 16), (0, 0)])
    func `a key or vector of another length is refused`(key: Int, vector: Int) {
        let error = #expect(throws: CryptographyError.self) {
            try AES128CTR.apply(
                [1], key: Bytes(repeating: 0, count: key),
                initialisationVector: Bytes(repeating: 0, count: vector))
        }
        #expect(error?.code == .wrongLength)
    }

    @Test func `scrypt of RFC 7914 comes out`() throws {
        let key = try PasswordKDF.scrypt(
            password: Bytes("password".utf8), salt: Bytes("NaCl".utf8), n: 1024, r: 8, p: 16,
            length: 64)
        #expect(
            try key
                == octets(
                    """
                    fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162
                    2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640
                    """))
    }

    @Test func `PBKDF2 of RFC 7914 comes out`() throws {
        let key = try PasswordKDF.pbkdf2SHA256(
            password: Bytes("passwd".utf8), salt: Bytes("salt".utf8), iterations: 1, length: 64)
        #expect(
            try key
                == octets(
                    """
                    55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc
                    49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783
                    """))
    }

    @Test(arguments: [
        (0, 8, 1), (1, 8, 1), (3, 8, 1), (-2, 8, 1), (1024, 0, 1), (1024, 8, 0), (1024, -8, -1),
        (1 << 23, 1, 1), (1 << 20, 8, 1), (1 << 10, 1 << 13, 1), (2, 1, 1 << 24),
        (Int.min, 2, 1), (1 << 62, 4, 1), (1024, 1 << 60, 1 << 60),
    ])
    func `a cost out of bounds is refused before any work`(n: Int, r: Int, p: Int) {
        let error = #expect(throws: CryptographyError.self) {
            try PasswordKDF.scrypt(password: [1], salt: [2], n: n, r: r, p: p, length: 32)
        }
        #expect(error?.code == .parameterOutOfRange)
    }

    @Test(arguments: [-1, 0, 10_000_001])
    func `iterations out of bounds are refused`(iterations: Int) {
        let error = #expect(throws: CryptographyError.self) {
            try PasswordKDF.pbkdf2SHA256(
                password: [1], salt: [2], iterations: iterations, length: 32)
        }
        #expect(error?.code == .parameterOutOfRange)
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `the classic key files open`() throws {
        let files = try VectorNode.file("vectors/keystore/web3_secret_storage_v3.json").members()
        for (name, file) in files {
            let key = try open(
                file.member("json").member("crypto"), password: file.string("password"))
            #expect(try key == file.bytes("priv"), "\(name)")
        }
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `the key file of the protocol fixtures opens`() throws {
        let vectors = try VectorNode.file("vectors/adex.json").array("reference")
        for vector in vectors where try vector.string("kind") == "keystoreV3" {
            let input = try vector.member("input")
            let bytes = try open(
                input.member("keystore").member("Crypto"), password: input.string("password"))
            let address = try Secp256k1PrivateKey(bytes: bytes).address.checksummed
            #expect(try address == vector.member("expected").string("address"))
        }
    }

    /// Decrypts after the MAC was found right.
    private func open(_ file: VectorNode, password: String) throws -> Bytes {
        let costs = try file.member("kdfparams")
        let (password, salt) = (Bytes(password.utf8), try costs.bytes("salt"))
        let isScrypt = try file.string("kdf") == "scrypt"
        let key =
            isScrypt
            ? try PasswordKDF.scrypt(
                password: password, salt: salt, n: costs.int("n"), r: costs.int("r"),
                p: costs.int("p"), length: costs.int("dklen"))
            : try PasswordKDF.pbkdf2SHA256(
                password: password, salt: salt, iterations: costs.int("c"),
                length: costs.int("dklen"))
        let cipher = try file.bytes("ciphertext")
        #expect(try Keccak256.hash(key[16..<32] + cipher) == file.digest("mac"))
        return try AES128CTR.apply(
            cipher, key: Bytes(key.prefix(16)),
            initialisationVector: file.member("cipherparams").bytes("iv"))
    }
}
