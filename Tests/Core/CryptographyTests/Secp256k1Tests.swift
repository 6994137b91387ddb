// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Primitives
import TestSupport
import Testing

@Suite struct Secp256k1Tests {
    private static let order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"

    @Test func `the key one is the generator`() throws {
        let key = try Secp256k1PrivateKey(bytes: Bytes(repeating: 0, count: 31) + [1])
        #expect(
            Hex.encode(key.publicKey.compressed)
                == "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")
    }

    @Test(arguments: [
        String(repeating: "00", count: 32), order, String(repeating: "ff", count: 32),
    ])
    func `a private key out of range is refused`(key: String) throws {
        let error = #expect(throws: CryptographyError.self) {
            try Secp256k1PrivateKey(bytes: octets(key))
        }
        #expect(error?.code == .invalidPrivateKey)
    }

    @Test(arguments: [0, 31, 33])
    func `a private key of another length is refused`(count: Int) {
        let error = #expect(throws: CryptographyError.self) {
            try Secp256k1PrivateKey(bytes: Bytes(repeating: 1, count: count))
        }
        #expect(error?.code == .wrongLength)
    }

    @Test(arguments: ["00", "01", "04", "05", "06"])
    func `a public key with another first octet is refused`(first: String) throws {
        let point = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
        let error = #expect(throws: CryptographyError.self) {
            try Secp256k1PublicKey(compressed: octets(first + point))
        }
        #expect(error?.code == .invalidPublicKey)
    }

    @Test func `a public key off the curve is refused`() {
        let error = #expect(throws: CryptographyError.self) {
            try Secp256k1PublicKey(compressed: [0x02] + Bytes(repeating: 0, count: 31) + [5])
        }
        #expect(error?.code == .invalidPublicKey)
    }

    @Test func `a signature is valid for its key and digest`() {
        let key = Secp256k1PrivateKey.generate()
        let digest = SHA256.hash(Bytes("a state".utf8))
        #expect(key.publicKey.isValid(derSignature: key.signDER(digest), of: digest))
    }

    @Test func `a signature is not valid for another digest`() {
        let key = Secp256k1PrivateKey.generate()
        let signature = key.signDER(SHA256.hash([1]))
        #expect(!key.publicKey.isValid(derSignature: signature, of: SHA256.hash([2])))
    }

    @Test func `a signature is not valid for another key`() {
        let digest = SHA256.hash([1])
        let signature = Secp256k1PrivateKey.generate().signDER(digest)
        let other = Secp256k1PrivateKey.generate().publicKey
        #expect(!other.isValid(derSignature: signature, of: digest))
    }

    @Test func `no truncated signature is valid`() {
        let key = Secp256k1PrivateKey.generate()
        let digest = SHA256.hash([1])
        let signature = key.signDER(digest)
        for count in signature.indices {
            let truncated = Bytes(signature.prefix(count))
            #expect(!key.publicKey.isValid(derSignature: truncated, of: digest), "\(count)")
        }
    }

    @Test func `signing twice gives one signature`() {
        let key = Secp256k1PrivateKey.generate()
        #expect(key.signDER(.zero) == key.signDER(.zero))
    }

    @Test func `a private key does not print itself`() {
        let key = Secp256k1PrivateKey.generate()
        #expect("\(key)" == "<secret>" && String(reflecting: key) == "<secret>")
    }

    @Test(
        .enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)),
        arguments: ["ecdsa_secp256k1_sha256", "ecdsa_secp256k1_sha256_bitcoin"])
    func `verification agrees with every Wycheproof vector`(name: String) throws {
        for (group, test) in try VectorNode.wycheproof(name) {
            let id = try test.int("tcId")
            let point = compressed(try group.member("publicKey").bytes("uncompressed"))
            let isValid = try Secp256k1PublicKey(compressed: point).isValid(
                derSignature: test.bytes("sig"), of: SHA256.hash(test.bytes("msg")))
            // libp2p takes the high half too; that is the only difference from the Bitcoin rules.
            let isRefused = try name.hasSuffix("bitcoin") && isHigh(test.bytes("sig"))
            #expect(
                try (isValid && !isRefused) == (test.string("result") == "valid"), "\(id)")
        }
    }

    private func isHigh(_ der: Bytes) -> Bool {
        guard let (r, s) = StrictDER.scalars(der) else { return false }
        do throws(CryptographyError) {
            _ = try RecoverableSignature(bytes: r + s + [27])
            return false
        } catch {
            return error.code == .highS
        }
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `only points of the curve are taken as Wycheproof public keys`() throws {
        for (_, test) in try VectorNode.wycheproof("ecdh_secp256k1") {
            let id = try test.int("tcId")
            let flags = try Set(test.array("flags").map { try $0.string() })
            let encoded = try test.bytes("public")
            if !flags.isDisjoint(with: ["Normal", "EdgeCaseDoubling", "EdgeCaseSharedSecret"]) {
                let point = compressed(Bytes(encoded.suffix(65)))
                #expect((try? Secp256k1PublicKey(compressed: point)) != nil, "\(id)")
            }
            if flags.contains("InvalidCompressedPublic") {
                let point = Bytes(encoded.suffix(33))
                #expect((try? Secp256k1PublicKey(compressed: point)) == nil, "\(id)")
            }
        }
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `the nonces are those of RFC 6979`() throws {
        for vector in try VectorNode.file("vectors/secp256k1/rfc6979.json").array() {
            let key = try Secp256k1PrivateKey(bytes: vector.bytes("d"))
            let nonce = try Secp256k1PrivateKey(bytes: vector.bytes("k0"))
            let message = Bytes(try vector.string("message").utf8)
            let scalars = try #require(StrictDER.scalars(key.signDER(SHA256.hash(message))))
            #expect(scalars.r == Bytes(nonce.publicKey.compressed.dropFirst()))
        }
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `every deterministic signature comes out`() throws {
        let vectors = try VectorNode.file("vectors/secp256k1/ecdsa.json").array("valid")
        for vector in vectors {
            let key = try Secp256k1PrivateKey(bytes: vector.bytes("d"))
            let signature = try key.signRecoverable(vector.digest("m"))
            #expect(try Bytes(signature.bytes.dropLast()) == vector.bytes("signature"))
        }
        #expect(vectors.count == 2019)
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `every invalid key and signature of the vectors is refused`() throws {
        let vectors = try VectorNode.file("vectors/secp256k1/ecdsa.json").member("invalid")
        for vector in try vectors.array("sign") {
            #expect((try? Secp256k1PrivateKey(bytes: vector.bytes("d"))) == nil)
        }
        for vector in try vectors.array("verify") {
            let key = try? Secp256k1PublicKey(compressed: vector.bytes("Q"))
            let compact = try vector.bytes("signature")
            let digest = try vector.digest("m")
            let recovered = [UInt8(27), 28].compactMap { recoveryID in
                try? RecoverableSignature(bytes: compact + [recoveryID])
            }.compactMap { $0.recoverAddress(digest: digest) }
            #expect(key.map { recovered.contains($0.address) } != true)
        }
    }
}
