// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Primitives
import TestSupport
import Testing

@Suite struct ChaChaPolyTests {
    private static let keyBytes = Bytes(0x80...0x9f)
    private let nonce = Bytes([7, 0, 0, 0] + Array(0x40...0x47))
    private let associated: Bytes = [0x50, 0x51, 0x52, 0x53] + Bytes(0xc0...0xc7)
    private let message = Bytes(
        ("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the "
            + "future, sunscreen would be it.").utf8)

    private func sealed() -> Bytes {
        let key = SecretBytes(copying: Self.keyBytes)
        return ChaChaPoly.seal(message[...], key: key, nonce: nonce, authenticating: associated)
    }

    @Test func `the example of RFC 8439 comes out`() throws {
        let expected = try octets(
            """
            d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6
            3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36
            92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc
            3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691
            """)
        #expect(sealed() == expected)
    }

    @Test func `what was sealed opens`() throws {
        let key = SecretBytes(copying: Self.keyBytes)
        let opened = try ChaChaPoly.open(
            sealed()[...], key: key, nonce: nonce, authenticating: associated)
        #expect(opened == message)
    }

    @Test func `sealing appends to what is there`() {
        let key = SecretBytes(copying: Self.keyBytes)
        var output: Bytes = [1, 2]
        ChaChaPoly.seal(
            message[...], key: key, nonce: nonce, authenticating: associated,
            appendingTo: &output)
        #expect(output == [1, 2] + sealed())
    }

    @Test func `an empty text is sealed to its tag`() throws {
        let key = SecretBytes(copying: Self.keyBytes)
        let sealed = ChaChaPoly.seal([], key: key, nonce: 0, authenticating: [])
        let opened = try ChaChaPoly.open(sealed[...], key: key, nonce: 0, authenticating: [])
        #expect(sealed.count == ChaChaPoly.tagByteCount && opened.isEmpty)
    }

    @Test func `a counter becomes a little-endian nonce`() {
        let nonce = ChaChaPoly.nonce(counter: 0x0102_0304_0506_0708)
        #expect(nonce == [0, 0, 0, 0, 8, 7, 6, 5, 4, 3, 2, 1])
    }

    @Test func `no flipped bit opens`() {
        let key = SecretBytes(copying: Self.keyBytes)
        let sealed = sealed()
        for bit in 0..<(sealed.count * 8) {
            var changed = sealed
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: CryptographyError.self, "bit \(bit)") {
                try ChaChaPoly.open(
                    changed[...], key: key, nonce: nonce, authenticating: associated)
            }
        }
    }

    @Test func `no truncation opens`() {
        let key = SecretBytes(copying: Self.keyBytes)
        let sealed = sealed()
        for count in 0..<sealed.count {
            #expect(throws: CryptographyError.self, "\(count) octets") {
                try ChaChaPoly.open(
                    sealed.prefix(count), key: key, nonce: nonce, authenticating: associated)
            }
        }
    }

    @Test func `another associated text does not open`() {
        let key = SecretBytes(copying: Self.keyBytes)
        let error = #expect(throws: CryptographyError.self) {
            try ChaChaPoly.open(sealed()[...], key: key, nonce: nonce, authenticating: [])
        }
        #expect(error?.code == .authenticationFailed)
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `sealing and opening agree with every Wycheproof vector`() throws {
        for (_, test) in try VectorNode.wycheproof("chacha20_poly1305") {
            let id = try test.int("tcId")
            let nonce = try test.bytes("iv")
            // Another length cannot be asked of this interface: a nonce has 12 octets.
            guard nonce.count == ChaChaPoly.nonceByteCount else { continue }
            let key = SecretBytes(copying: try test.bytes("key"))
            let (message, associated) = (try test.bytes("msg"), try test.bytes("aad"))
            let sealed = try test.bytes("ct") + test.bytes("tag")
            let opened = try? ChaChaPoly.open(
                sealed[...], key: key, nonce: nonce, authenticating: associated)
            let isValid = try test.string("result") == "valid"
            #expect(opened == (isValid ? message : nil), "\(id)")
            let ours = ChaChaPoly.seal(
                message[...], key: key, nonce: nonce, authenticating: associated)
            #expect((ours == sealed) == isValid, "\(id)")
        }
    }
}
