// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Primitives
import TestSupport
import Testing

@Suite struct Curve25519Tests {
    @Test func `the shared secret of RFC 7748 comes out`() throws {
        let secret = SecretBytes(
            copying: try octets("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"))
        let shared = try X25519.sharedSecret(
            secret,
            with: try octets("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"))
        let bytes = shared.exportBytes()
        #expect(
            Hex.encode(bytes)
                == "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742")
    }

    @Test func `the public key of RFC 7748 comes out`() throws {
        let secret = SecretBytes(
            copying: try octets("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"))
        let key = X25519.publicKey(of: secret)
        #expect(
            Hex.encode(key)
                == "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")
    }

    @Test func `both sides compute one secret`() throws {
        let ours = SecureRandom.secret(32)
        let theirs = SecureRandom.secret(32)
        let first = try X25519.sharedSecret(ours, with: X25519.publicKey(of: theirs))
        let second = try X25519.sharedSecret(theirs, with: X25519.publicKey(of: ours))
        let isEqual = first.isEqual(to: second)
        #expect(isEqual)
    }

    @Test(arguments: [
        String(repeating: "00", count: 32),
        "01" + String(repeating: "00", count: 31),
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    ])
    func `a point of small order is refused`(publicKey: String) throws {
        let secret = SecureRandom.secret(32)
        let error = #expect(throws: CryptographyError.self) {
            _ = try X25519.sharedSecret(secret, with: try octets(publicKey))
        }
        #expect(error?.code == .zeroSharedSecret)
    }

    @Test(arguments: [0, 31, 33])
    func `a key of another length is refused`(count: Int) {
        let secret = SecureRandom.secret(32)
        let error = #expect(throws: CryptographyError.self) {
            _ = try X25519.sharedSecret(secret, with: Bytes(repeating: 9, count: count))
        }
        #expect(error?.code == .wrongLength)
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `key agreement agrees with every Wycheproof vector`() throws {
        for (_, test) in try VectorNode.wycheproof("x25519") {
            let id = try test.int("tcId")
            let secret = SecretBytes(copying: try test.bytes("private"))
            let (key, expected) = (try test.bytes("public"), try test.bytes("shared"))
            let shared = (try? X25519.sharedSecret(secret, with: key))?.exportBytes()
            // All zeros is the one answer that may not be given.
            let isZero = expected.allSatisfy { $0 == 0 }
            #expect(shared == (isZero ? nil : expected), "\(id)")
        }
    }

    @Test func `the signature of RFC 8032 test 1 is valid`() throws {
        let signature = try octets(
            """
            e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155
            5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b
            """)
        let key = try octets("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
        #expect(Ed25519.isValid(signature: signature, of: [], publicKey: key))
    }

    @Test(arguments: [0, 63, 65])
    func `an ed25519 signature of another length is not valid`(count: Int) {
        let signature = Bytes(repeating: 1, count: count)
        #expect(!Ed25519.isValid(signature: signature, of: [], publicKey: Bytes(0..<32)))
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `ed25519 agrees with every Wycheproof vector`() throws {
        for (group, test) in try VectorNode.wycheproof("ed25519") {
            let id = try test.int("tcId")
            let isValid = Ed25519.isValid(
                signature: try test.bytes("sig"), of: try test.bytes("msg"),
                publicKey: try group.member("publicKey").bytes("pk"))
            #expect(try isValid == (test.string("result") == "valid"), "\(id)")
        }
    }
}
