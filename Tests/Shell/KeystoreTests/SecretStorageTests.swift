// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Foundation
import JSON
import Keystore
import Primitives
import TestSupport
import Testing

/// Keystores of others, and our own.
@Suite struct SecretStorageTests {
    /// So cheap that tests do not wait for it.
    private static let cheap = SecretStorage.Cost(n: 16, r: 1, p: 1)

    private func key(_ number: UInt8 = 1) throws -> Secp256k1PrivateKey {
        try Secp256k1PrivateKey(bytes: Bytes(repeating: 0, count: 31) + [number])
    }

    private func sealed(_ password: String = "secret") throws -> Bytes {
        try SecretStorage.seal(try key(), password: Bytes(password.utf8), cost: Self.cheap)
    }

    private func code(_ text: Bytes, _ password: String = "secret") throws -> KeyFileError.Code {
        let error = try #require(throws: KeyFileError.self) {
            try SecretStorage.open(text, password: Bytes(password.utf8), name: "k.json")
        }
        return error.code
    }

    @Test func `what is sealed opens again`() throws {
        let opened = try SecretStorage.open(
            try sealed(), password: Bytes("secret".utf8), name: "k.json")
        #expect(opened.exportBytes() == (try key()).exportBytes())
    }

    @Test func `two keystores of one key differ`() throws {
        #expect(try sealed() != sealed())
    }

    @Test func `a wrong password is told apart from a wrong file`() throws {
        #expect(try code(sealed(), "Secret") == .wrongPassword)
    }

    @Test func `a changed ciphertext is noticed`() throws {
        var text = String(decoding: try sealed(), as: UTF8.self)
        let start = try #require(text.range(of: "\"ciphertext\":\"")).upperBound
        text.replaceSubrange(start...start, with: text[start] == "0" ? "1" : "0")
        #expect(try code(Bytes(text.utf8)) == .wrongPassword)
    }

    @Test func `a keystore of another address is refused`() throws {
        let own = Hex.encode(try key().address.bytes)
        let other = Hex.encode(try key(2).address.bytes)
        let text = String(decoding: try sealed(), as: UTF8.self)
            .replacingOccurrences(of: own, with: other)
        #expect(try code(Bytes(text.utf8)) == .wrongAddress)
    }

    @Test(arguments: [
        ("\"version\":3", "\"version\":1"), ("aes-128-ctr", "aes-128-cbc"),
        ("\"kdf\":\"scrypt\"", "\"kdf\":\"argon2\""), ("\"n\":16", "\"n\":1073741824"),
        ("\"n\":16", "\"n\":17"),
    ])
    func `what we do not read or pay for is refused`(old: String, new: String) throws {
        let text = String(decoding: try sealed(), as: UTF8.self)
            .replacingOccurrences(of: old, with: new)
        #expect(try code(Bytes(text.utf8)) == .unsupported)
    }

    @Test(arguments: [
        ("\"mac\"", "\"mak\""), ("\"iv\":\"", "\"iv\":\"00"), ("\"salt\":\"", "\"salt\":\"z"),
        ("\"dklen\":32", "\"dklen\":16"), ("\"crypto\"", "\"cripto\""), ("{", "["),
    ])
    func `a damaged keystore is refused`(old: String, new: String) throws {
        let text = String(decoding: try sealed(), as: UTF8.self)
            .replacingOccurrences(of: old, with: new)
        #expect(try code(Bytes(text.utf8)) == .malformed)
    }

    @Test func `every truncation is refused`() throws {
        let text = try sealed().dropLast()
        for count in stride(from: 0, to: text.count, by: 7) {
            #expect(try code(Bytes(text.prefix(count))) == .malformed)
        }
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `the classic keystores open`() throws {
        let file = Bytes(try SharedFolder.data("vectors/keystore/web3_secret_storage_v3.json"))
        let vectors = try #require(try JSONParser.parse(file, limits: .standard).object)
        for name in vectors.keys {
            let vector = try #require(vectors[name]?.object)
            let key = try SecretStorage.open(
                try #require(vector.raw("json")),
                password: Bytes(try #require(vector["password"]?.string).utf8), name: name)
            #expect(Hex.encode(key.exportBytes()) == vector["priv"]?.string)
        }
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `the keystore of the AdEx validator opens`() throws {
        let file = Bytes(try SharedFolder.data("vectors/adex.json"))
        let limits = JSONLimits(byteLimit: 64 << 20, depthLimit: 32, valueLimit: 4_000_000)
        let reference = try JSONParser.parse(file, limits: limits).object?["reference"]?.array ?? []
        for vector in reference.compactMap(\.object) where vector["kind"]?.string == "keystoreV3" {
            let input = try #require(vector["input"]?.object)
            let key = try SecretStorage.open(
                try #require(input["keystore"]).serialized(),
                password: Bytes(try #require(input["password"]?.string).utf8), name: "AdEx")
            #expect(key.address.checksummed == vector["expected"]?.object?["address"]?.string)
        }
    }
}
