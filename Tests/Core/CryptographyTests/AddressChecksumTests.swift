// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Primitives
import TestSupport
import Testing

@Suite struct AddressChecksumTests {
    @Test(arguments: [
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
        "0x52908400098527886E0F7030069857D2E4169EE7", "0xde709f2102306220921060314715629080e2fb77",
    ])
    func `the examples of EIP-55 read and print alike`(text: String) {
        #expect(Address(text: text, requiringChecksum: true)?.checksummed == text)
    }

    @Test(arguments: [
        "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "0x5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED",
    ])
    func `digits of one case carry no checksum`(text: String) {
        #expect(Address(text: text, requiringChecksum: false) != nil)
        #expect(Address(text: text, requiringChecksum: true) == nil)
    }

    @Test func `every single wrong case is noticed`() {
        let text = Array("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")
        for index in text.indices.dropFirst(2) where text[index].isLetter {
            var changed = text
            changed[index] =
                Character(
                    text[index].isUppercase ? text[index].lowercased() : text[index].uppercased())
            #expect(Address(text: String(changed), requiringChecksum: false) == nil, "\(index)")
        }
    }

    @Test(arguments: [
        "", "0x", "5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
        "0X5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae",
        "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed0",
        "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaeg",
        " 0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
    ])
    func `text of another form is refused`(text: String) {
        #expect(Address(text: text, requiringChecksum: false) == nil)
    }

    @Test func `the key one has its known address`() throws {
        let key = try Secp256k1PrivateKey(bytes: Bytes(repeating: 0, count: 31) + [1])
        #expect(key.address.checksummed == "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf")
    }

    @Test(arguments: [0, 64, 66])
    func `an uncompressed key of another length has no address`(count: Int) {
        #expect(Address(uncompressedPublicKey: Bytes(repeating: 4, count: count)) == nil)
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `the keys of the protocol vectors have their addresses`() throws {
        let vectors = try VectorNode.file("vectors/adex.json").member("computed")
        for vector in try vectors.array("keys") {
            let key = try Secp256k1PrivateKey(bytes: vector.bytes("privateKey"))
            let point = try vector.bytes("publicKeyUncompressed")
            #expect(try key.address.checksummed == vector.string("address"))
            #expect(Address(uncompressedPublicKey: point) == key.address)
            #expect(key.publicKey.compressed == compressed(point))
        }
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `the addresses of the protocol vectors are in EIP-55 form`() throws {
        let vectors = try VectorNode.file("vectors/adex.json").member("computed")
        for vector in try vectors.array("eip55") {
            let text = try vector.string()
            #expect(Address(text: text, requiringChecksum: true)?.checksummed == text)
        }
    }
}
