// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import TestSupport
import Testing

@Suite struct TextCodingTests {
    @Test func `octets print as lower-case hexadecimal`() {
        #expect(Hex.encode([0x00, 0x0f, 0xf0, 0xab]) == "000ff0ab")
    }

    @Test(arguments: ["000ff0ab", "0x000ff0ab", "0X000FF0AB", "000fF0Ab"])
    func `hexadecimal is read in any case and with or without prefix`(text: String) {
        #expect(Hex.decode(text) == [0x00, 0x0f, 0xf0, 0xab])
    }

    @Test(arguments: ["0", "0x0", "0g", "zz", "0x0x00", " 00", "00 ", "à0"])
    func `a text that is not hexadecimal is refused`(text: String) {
        #expect(Hex.decode(text) == nil)
    }

    @Test(arguments: [
        ("", ""), ("00", "1"), ("000000", "111"), ("61", "2g"), ("626262", "a3gV"),
        (
            "00eb15231dfceb60925886b67d065299925915aeb172c06647",
            "1NS17iag9jJgTHD1VXjvLCEnZuQ3rJDE9L"
        ),
    ])
    func `base58 of known octets comes out and reads back`(hex: String, text: String) throws {
        let bytes = try #require(Hex.decode(hex))
        #expect(Base58.encode(bytes) == text && Base58.decode(text) == bytes)
    }

    @Test(arguments: ["0", "O", "I", "l", " ", "1 ", "é"])
    func `a text outside the base58 alphabet is refused`(text: String) {
        #expect(Base58.decode(text) == nil)
    }

    @Test(arguments: Array(UInt64(1)...20))
    func `random octets survive base58`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let zeros = Int.random(in: 0...3, using: &generator)
        let bytes =
            Bytes(repeating: 0, count: zeros)
            + (0..<40).map { _ in UInt8.random(in: 0...255, using: &generator) }
        #expect(Base58.decode(Base58.encode(bytes)) == bytes)
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `base58 of the vectors comes out`() throws {
        let vectors = try VectorNode.file("vectors/base58/base58_encode_decode.json").array()
        for vector in vectors {
            let pair = try vector.array()
            let (bytes, text) = (try pair[0].bytes(), try pair[1].string())
            #expect(Base58.encode(bytes) == text && Base58.decode(text) == bytes)
        }
        #expect(vectors.count == 20)
    }

    @Test(arguments: [
        "", "0025", "00", "12200000", "0126" + String(repeating: "00", count: 38),
        "002b" + String(repeating: "00", count: 43), "1221" + String(repeating: "00", count: 33),
    ])
    func `octets that are no multihash of a key are no peer id`(hex: String) throws {
        let bytes = try #require(Hex.decode(hex))
        #expect(PeerID(bytes: bytes) == nil)
    }

    @Test(arguments: [0, 19, 21])
    func `an address has twenty octets`(count: Int) {
        #expect(Address(bytes: Bytes(repeating: 1, count: count)) == nil)
    }

    @Test func `an address keeps its octets`() {
        #expect(Address(bytes: Bytes(1...20))?.bytes == Bytes(1...20))
    }

    @Test(arguments: Array(UInt64(1)...20))
    func `addresses and digests order as their octets`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let values = (0..<2).map { _ in
            (0..<32).map { _ in UInt8.random(in: 0...1, using: &generator) }
        }
        let isLess = values[0].lexicographicallyPrecedes(values[1])
        let digests = try values.map { try #require(Digest(bytes: $0)) }
        #expect((digests[0] < digests[1]) == isLess)
        let addresses = try values.map { try #require(Address(bytes: $0.suffix(20))) }
        #expect(
            (addresses[0] < addresses[1])
                == values[0].suffix(20).lexicographicallyPrecedes(values[1].suffix(20)))
    }
}
