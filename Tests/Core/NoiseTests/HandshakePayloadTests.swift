// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import Noise
import Primitives
import TestSupport
import Testing
import Wire

struct HandshakePayloadTests {
    static let payload = HandshakePayload(
        identityKey: [1, 2, 3], identitySignature: [4, 5], multiplexers: ["/yamux/1.0.0", "/b"])

    @Test func `a payload survives the round trip`() throws {
        #expect(try HandshakePayload.decode(Self.payload.encode()) == Self.payload)
    }

    @Test func `the extensions have the octets other implementations send`() {
        let payload = HandshakePayload(
            identityKey: [], identitySignature: [], multiplexers: ["/yamux/1.0.0"])
        #expect(
            Hex.encode(payload.encode()) == "0a001200220e120c2f79616d75782f312e302e30")
    }

    @Test func `no multiplexers means no extensions`() {
        let payload = HandshakePayload(
            identityKey: [1], identitySignature: [2], multiplexers: [])
        #expect(Hex.encode(payload.encode()) == "0a0101120102")
    }

    @Test func `every truncation is refused or lacks the extensions`() {
        let bytes = Self.payload.encode()
        for count in 0..<bytes.count {
            let decoded = try? HandshakePayload.decode(Bytes(bytes.prefix(count)))
            #expect(decoded == nil || decoded?.multiplexers.isEmpty == true)
        }
    }

    @Test func `unknown fields are passed over`() throws {
        let bytes = Self.payload.encode() + [0x1a, 0x02, 9, 9, 0x28, 0x01]
        #expect(try HandshakePayload.decode(bytes) == Self.payload)
    }

    @Test func `only a hundred multiplexers are looked at`() throws {
        let payload = HandshakePayload(
            identityKey: [1], identitySignature: [2],
            multiplexers: (0..<150).map { number in "/\(number)" })
        #expect(try HandshakePayload.decode(payload.encode()).multiplexers.count == 100)
    }

    @Test func `a name that is not text is refused`() {
        let bytes: Bytes = [0x0a, 0x00, 0x12, 0x00, 0x22, 0x03, 0x12, 0x01, 0xff]
        #expect(throws: WireError.malformedField("stream_muxers")) {
            try HandshakePayload.decode(bytes)
        }
    }

    @Test(arguments: UInt64(0)..<300)
    func `random damage never traps`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var bytes = Self.payload.encode()
        for _ in 0..<3 {
            let bit = Int.random(in: 0..<bytes.count * 8, using: &generator)
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        }
        _ = try? HandshakePayload.decode(bytes)
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `a payload that py-libp2p accepted is read and its signature holds`() throws {
        let file = try #require(try SharedFolder.json("vectors/libp2p.json") as? [String: Any])
        let vector = try #require(file["noise_payload"] as? [String: String])
        let bytes = try #require(Hex.decode(vector["payload"] ?? ""))
        let staticKey = try #require(Hex.decode(vector["noise_static_public"] ?? ""))
        let payload = try HandshakePayload.decode(bytes)
        let signed = HandshakePayload.signedBytes(staticKey: staticKey)
        #expect(Hex.encode(signed) == vector["signed_bytes"])
        let key = try PublicKey(protobuf: payload.identityKey[...])
        #expect(key.isValid(signature: payload.identitySignature, of: signed))
        #expect(payload.multiplexers == ["/yamux/1.0.0"])
        #expect(payload.encode() == bytes)
    }
}
