// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Identity
import Noise
import Peering
import Primitives
import TestSupport
import Testing

/// An independent protobuf implementation reads the libp2p messages that we write by hand.
@Suite(.enabled(if: Protoc.isPresent, Comment(rawValue: Protoc.reason)))
struct SessionProtocTests {
    @Test func `protoc reads a public key and writes the same octets`() throws {
        let key = NodeKey(Secp256k1PrivateKey.generate()).publicKey
        let type = "outpace.session.PublicKey"
        let text = try Protoc.text(of: key.protobuf, type: type, file: "session.proto")
        #expect(text.contains("Type: Secp256k1"))
        let again = try Protoc.bytes(of: text, type: type, file: "session.proto")
        #expect(try PublicKey(protobuf: again[...]) == key)
    }

    @Test func `protoc reads an identify message and writes the same octets`() throws {
        var info = IdentifyInfo()
        info.publicKey = NodeKey(Secp256k1PrivateKey.generate()).publicKey.protobuf
        info.listenAddresses = [try Multiaddr(text: "/ip4/127.0.0.1/tcp/4001").bytes]
        info.protocols = ["/ipfs/id/1.0.0", "/meshsub/1.1.0"]
        info.agentVersion = "outpace"
        let type = "outpace.session.Identify"
        let text = try Protoc.text(of: info.encode(), type: type, file: "session.proto")
        #expect(text.contains("agentVersion: \"outpace\""))
        let again = try Protoc.bytes(of: text, type: type, file: "session.proto")
        #expect(try IdentifyInfo.decode(again) == info)
    }

    @Test func `protoc reads a handshake payload and writes the same octets`() throws {
        let payload = HandshakePayload(
            identityKey: [8, 2, 18, 0], identitySignature: [1, 2, 3], multiplexers: ["/yamux/1.0.0"]
        )
        let type = "outpace.session.NoiseHandshakePayload"
        let text = try Protoc.text(of: payload.encode(), type: type, file: "session.proto")
        #expect(text.contains("stream_muxers: \"/yamux/1.0.0\""))
        let again = try Protoc.bytes(of: text, type: type, file: "session.proto")
        #expect(try HandshakePayload.decode(again) == payload)
    }
}
