// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Primitives
import TestSupport
import Testing

@Suite struct HashTests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("616263", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
    func `SHA-256 of a known message comes out`(message: String, hash: String) throws {
        #expect(try SHA256.hash(octets(message)).hex == hash)
    }

    @Test func `SHA-256 of a slice is that of its octets`() {
        let message = Bytes(0..<200)
        #expect(SHA256.hash(message[50..<150]) == SHA256.hash(Bytes(message[50..<150])))
    }

    @Test func `HMAC of RFC 4231 case 1 comes out`() throws {
        let code = HMACSHA256.authenticate(
            Bytes("Hi There".utf8), key: Bytes(repeating: 0x0b, count: 20))
        #expect(
            Hex.encode(code)
                == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
    }

    @Test func `HMAC of RFC 4231 case 2 comes out under a secret key`() throws {
        let key = SecretBytes(copying: Bytes("Jefe".utf8))
        let code = try octets("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        let message = Bytes("what do ya want for nothing?".utf8)
        let isValid = HMACSHA256.isValid(code, of: message, key: key)
        #expect(isValid)
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `HMAC agrees with every Wycheproof vector`() throws {
        for (group, test) in try VectorNode.wycheproof("hmac_sha256") {
            let id = try test.int("tcId")
            let code = HMACSHA256.authenticate(
                try test.bytes("msg"), key: SecretBytes(copying: try test.bytes("key")))
            let tag = Bytes(code.prefix(try group.int("tagSize") / 8))
            let isEqual = try tag == test.bytes("tag")
            #expect(try isEqual == (test.string("result") == "valid"), "\(id)")
        }
    }

    @Test func `HKDF of RFC 5869 case 1 comes out`() throws {
        let key = HKDFSHA256.extract(
            salt: SecretBytes(copying: Bytes(0...12)),
            input: SecretBytes(copying: Bytes(repeating: 0x0b, count: 22)))
        let output = try HKDFSHA256.expand(key, information: Bytes(0xf0...0xf9), count: 42)
        let expected = try octets(
            """
            3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf
            34007208d5b887185865
            """)
        let bytes = output.exportBytes()
        #expect(bytes == expected)
    }

    @Test func `HKDF refuses more than 255 blocks`() {
        let key = SecretBytes(copying: Bytes(repeating: 1, count: 32))
        let error = #expect(throws: CryptographyError.self) {
            _ = try HKDFSHA256.expand(key, information: [], count: 8161)
        }
        #expect(error?.code == .parameterOutOfRange)
    }

    @Test(arguments: [2, 3])
    func `the Noise outputs are chained codes of a counter`(outputs: Int) {
        let chainingKey = SecretBytes(copying: Bytes(repeating: 7, count: 32))
        let input = SecretBytes(copying: Bytes(repeating: 9, count: 32))
        let key = HMACSHA256.authenticate(input.exportBytes(), key: chainingKey)
        var expected: Bytes = []
        var block: Bytes = []
        for counter in 1...UInt8(outputs) {
            block = HMACSHA256.authenticate(block + [counter], key: key)
            expected += block
        }
        let derived = HKDFSHA256.noise(chainingKey: chainingKey, input: input, outputs: outputs)
        let bytes = derived.exportBytes()
        #expect(bytes == expected)
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `HKDF agrees with every Wycheproof vector`() throws {
        for (_, test) in try VectorNode.wycheproof("hkdf_sha256") {
            let id = try test.int("tcId")
            let key = HKDFSHA256.extract(
                salt: SecretBytes(copying: try test.bytes("salt")),
                input: SecretBytes(copying: try test.bytes("ikm")))
            let (information, count) = (try test.bytes("info"), try test.int("size"))
            if try test.string("result") == "valid" {
                let output = try HKDFSHA256.expand(key, information: information, count: count)
                let bytes = output.exportBytes()
                #expect(try bytes == test.bytes("okm"), "\(id)")
            } else {
                #expect(throws: CryptographyError.self, "\(id)") {
                    _ = try HKDFSHA256.expand(key, information: information, count: count)
                }
            }
        }
    }
}
