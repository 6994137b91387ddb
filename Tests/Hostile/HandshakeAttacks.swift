// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Identity
import Noise
import Primitives
import ProcessHarness
import Testing

extension HostileSuite.Strangers {
    /// Connections that lie, stop or repeat themselves before they are sessions.
    @Suite(.serialized)
    struct HandshakeAttacks {
        /// The points of small order on Curve25519: what a key agreement with them gives is known.
        static let smallOrders: [String] = [
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        ]

        @Test func `ephemeral keys of small order are refused`() async throws {
            try await withstand(Toll(counts: .handshake("weakKey"))) { victims in
                for key in Self.smallOrders {
                    var lies = RawHandshake.Lies()
                    lies.ephemeralKey = Hex.decode(key)
                    try await refuses(lies, victims)
                }
            }
        }

        @Test func `static keys of small order are refused`() async throws {
            try await withstand(Toll(counts: .handshake("weakKey"))) { victims in
                for key in Self.smallOrders {
                    var lies = RawHandshake.Lies()
                    lies.staticKey = Hex.decode(key)
                    try await refuses(lies, victims)
                }
            }
        }

        @Test func `a payload in the first message is refused`() async throws {
            var lies = RawHandshake.Lies()
            lies.firstPayload = Bytes("early".utf8)
            try await expectRefusal(of: lies, counted: "unexpectedPayload")
        }

        @Test func `a stolen payload is refused`() async throws {
            let owner = NodeKey.fresh()
            let signed = HandshakePayload.signedBytes(staticKey: SecureRandom.bytes(32))
            var lies = RawHandshake.Lies()
            lies.payload = HandshakePayload(
                identityKey: owner.publicKey.protobuf,
                identitySignature: owner.sign(message: signed), multiplexers: []
            ).encode()
            try await expectRefusal(of: lies, counted: "badIdentitySignature")
        }

        @Test func `an identity that another key signed for is refused`() async throws {
            var lies = RawHandshake.Lies()
            lies.identityKey = NodeKey.fresh().publicKey.protobuf
            try await expectRefusal(of: lies, counted: "badIdentitySignature")
        }

        @Test func `a signature without the prefix is refused`() async throws {
            var lies = RawHandshake.Lies()
            lies.signature = NodeKey.fresh().sign(message: Bytes("noise".utf8))
            try await expectRefusal(of: lies, counted: "badIdentitySignature")
        }

        @Test func `an empty signature is refused`() async throws {
            var lies = RawHandshake.Lies()
            lies.signature = []
            try await expectRefusal(of: lies, counted: "badIdentitySignature")
        }

        @Test func `identity keys of kinds that are not taken are refused`() async throws {
            try await withstand(Toll(counts: .handshake("unusableIdentity"))) { victims in
                // RSA, which costs whoever checks it, and ECDSA, and two that do not exist.
                for (kind, length) in [(0, 64), (3, 33), (4, 33), (127, 33)] as [(UInt8, UInt8)] {
                    var lies = RawHandshake.Lies()
                    lies.identityKey =
                        [0x08, kind, 0x12, length] + Bytes(repeating: 7, count: Int(length))
                    try await refuses(lies, victims)
                }
            }
        }

        @Test func `a payload that is no protobuf is refused`() async throws {
            var lies = RawHandshake.Lies()
            lies.payload = Bytes(repeating: 0xff, count: 300)
            try await expectRefusal(of: lies, counted: "malformedPayload")
        }

        @Test func `a payload of 60 KiB is refused`() async throws {
            var lies = RawHandshake.Lies()
            lies.payload = Bytes(repeating: 0x0a, count: 60 << 10)
            try await expectRefusal(of: lies, counted: "malformedPayload")
        }

        @Test func `the victim's own identity is refused`() async throws {
            try await withstand(Toll(counts: .handshake("selfConnection"))) { victims in
                let own = try victims.network.key(of: VictimNetwork.victim)
                try await refuses(RawHandshake.Lies(), as: own, victims)
            }
        }

        @Test func `a flipped bit anywhere in the third message is refused`() async throws {
            try await withstand(Toll(counts: .handshake("authenticationFailed"))) { victims in
                for place in stride(from: 0, to: 200, by: 23) {
                    var lies = RawHandshake.Lies()
                    lies.third = { message in
                        var message = message
                        message[place % message.count] ^= 1 << UInt8(place % 8)
                        return message
                    }
                    try await refuses(lies, victims)
                }
            }
        }

        @Test func `a truncated third message is refused`() async throws {
            try await withstand(Toll(counts: .handshake("truncated"))) { victims in
                for count in [0, 1, 31, 47] {
                    var lies = RawHandshake.Lies()
                    lies.third = { Bytes($0.prefix(count)) }
                    try await refuses(lies, victims)
                }
            }
        }

        @Test func `a third message from another session is refused`() async throws {
            try await withstand(Toll(counts: .handshake("authenticationFailed"))) { victims in
                let other = try await RawConnection.open(port: victims.port)
                var recording = RawHandshake(other)
                #expect(try await recording.negotiate())
                #expect(try await recording.exchange())
                let recorded = try recording.third()
                other.close()
                var lies = RawHandshake.Lies()
                lies.third = { _ in recorded }
                try await refuses(lies, victims)
            }
        }

        @Test func `whole recorded conversations prove nothing`() async throws {
            try await withstand(Toll(counts: .handshake("authenticationFailed"))) { victims in
                let keys = [NodeKey.fresh(), victims.insider]
                for key in keys {
                    let recorded = try await record(as: key, victims)
                    let connection = try await RawConnection.open(port: victims.port)
                    await connection.send(recorded)
                    #expect(await connection.ends(within: .seconds(3)))
                }
            }
        }

        /// The victim hangs up on a handshake and counts why.
        private func expectRefusal(
            of lies: RawHandshake.Lies, counted reason: String
        ) async throws {
            try await withstand(Toll(counts: .handshake(reason))) { victims in
                try await refuses(lies, victims)
            }
        }

        private func refuses(
            _ lies: RawHandshake.Lies, as key: NodeKey = .fresh(), _ victims: VictimNetwork
        ) async throws {
            let connection = try await RawConnection.open(port: victims.port)
            var handshake = RawHandshake(connection, key: key, lies: lies)
            _ = try await handshake.perform()
            #expect(await connection.ends(within: .seconds(3)), "the victim hung up")
            connection.close()
        }

        /// All that an initiator sends up to the third message.
        private func record(as key: NodeKey, _ victims: VictimNetwork) async throws -> Bytes {
            let connection = try await RawConnection.open(port: victims.port)
            defer { connection.close() }
            var handshake = RawHandshake(connection, key: key)
            #expect(try await handshake.negotiate())
            let first = SecureRandom.bytes(32)
            #expect(try await handshake.exchange())
            return RawHandshake.multistream + RawHandshake.noise + NoiseFraming.frame(first)
                + NoiseFraming.frame(try handshake.third())
        }
    }
}
