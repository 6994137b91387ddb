// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Identity
import Noise
import Primitives
import Testing
import Wire

struct IdentityBindingTests {
    static let honest = nodeKey(7)
    static let staticKey = LyingPeer.staticKeys.publicKey

    static func payload(
        key: Bytes = honest.publicKey.protobuf, signature: Bytes? = nil,
        by signer: NodeKey = honest,
        over signed: Bytes = HandshakePayload.signedBytes(staticKey: staticKey)
    ) -> Bytes {
        HandshakePayload(
            identityKey: key, identitySignature: signature ?? signer.sign(message: signed),
            multiplexers: []
        ).encode()
    }

    static var lies: [(Bytes, NoiseFault)] {
        let signature = honest.sign(message: HandshakePayload.signedBytes(staticKey: staticKey))
        let otherStatic = HandshakePayload.signedBytes(staticKey: keys(40).publicKey)
        var flipped = signature
        flipped[10] ^= 1
        let shortPrefix = Bytes("noise-libp2p-static-key".utf8)
        let rsa = Bytes([0x08, 0x00, 0x12, 0x03, 1, 2, 3])
        let ed25519 = Bytes([0x08, 0x01, 0x12, 0x20]) + Bytes(repeating: 9, count: 32)
        var twice = ProtobufWriter()
        twice.bytes(1, honest.publicKey.protobuf)
        twice.bytes(1, honest.publicKey.protobuf)
        var unsigned = ProtobufWriter()
        unsigned.bytes(1, honest.publicKey.protobuf)
        return [
            (payload(signature: []), .badIdentitySignature),
            (payload(signature: flipped), .badIdentitySignature),
            (payload(signature: Bytes(signature.dropLast())), .badIdentitySignature),
            (payload(by: nodeKey(8)), .badIdentitySignature),
            (payload(key: nodeKey(8).publicKey.protobuf), .badIdentitySignature),
            (payload(over: otherStatic), .badIdentitySignature),
            (payload(over: staticKey), .badIdentitySignature),
            (payload(over: shortPrefix + staticKey), .badIdentitySignature),
            (payload(over: []), .badIdentitySignature),
            (payload(key: ed25519), .badIdentitySignature),
            (
                payload(signature: Bytes(repeating: 0, count: 513)),
                .malformedPayload(.overLimit(field: "identity_sig", limit: 512))
            ),
            ([], .malformedPayload(.missingField("identity_key"))),
            (unsigned.bytes, .malformedPayload(.missingField("identity_sig"))),
            (twice.bytes, .malformedPayload(.repeatedField("identity_key"))),
            ([0xff, 0xff], .malformedPayload(.truncated)),
            (
                Bytes(repeating: 0, count: 16 * 1024 + 1),
                .malformedPayload(.overLimit(field: "payload", limit: 16 * 1024))
            ),
            (payload(key: rsa), unusable(rsa)),
            (payload(key: []), unusable([])),
        ]
    }

    static func unusable(_ key: Bytes) -> NoiseFault {
        do throws(IdentityError) {
            _ = try PublicKey(protobuf: key[...])
            preconditionFailure("the key is usable")
        } catch {
            return .unusableIdentity(error)
        }
    }

    @Test func `a true payload is accepted from either side`() throws {
        try LyingPeer.answer(Self.payload(), to: HandshakePair.side(isInitiator: true))
        try LyingPeer.call(HandshakePair.side(isInitiator: false), Self.payload())
    }

    @Test(arguments: 0..<18)
    func `no lie about the identity is believed`(index: Int) {
        let (payload, fault) = Self.lies[index]
        #expect(throws: fault) {
            try LyingPeer.answer(payload, to: HandshakePair.side(isInitiator: true))
        }
        #expect(throws: fault) {
            try LyingPeer.call(HandshakePair.side(isInitiator: false), payload)
        }
    }
}
