// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Identity
import Multistream
import Noise
import Primitives

/// Makes a session out of a connection step by step, and lies where it is told to.
struct RawHandshake {
    /// What is false about a handshake; nothing, when all is nil.
    struct Lies {
        /// Stands for the ephemeral key in message 1.
        var ephemeralKey: Bytes?
        /// Goes along in message 1, where nothing may.
        var firstPayload: Bytes = []
        /// Stands for the static key in message 3.
        var staticKey: Bytes?
        /// Stands for the identity key, in protobuf form.
        var identityKey: Bytes?
        /// Stands for the identity's signature over the static key.
        var signature: Bytes?
        /// Stands for the whole payload of message 3.
        var payload: Bytes?
        /// Changes message 3 on its way out.
        var third: (Bytes) -> Bytes = { $0 }
    }

    static let multistream = MultistreamMessage.encode(MultistreamMessage.header)
    static let noise = MultistreamMessage.encode("/noise")

    let connection: RawConnection
    let key: NodeKey
    var lies = Lies()
    private var reader = NoiseFrameReader()
    private var state = RawNoise()

    init(_ connection: RawConnection, key: NodeKey = .fresh(), lies: Lies = Lies()) {
        self.connection = connection
        self.key = key
        self.lies = lies
    }

    /// The whole handshake.
    ///
    /// - Returns: the session, or nil when the other side would not have it. A listener that finds
    ///   fault with message 3 says so only by closing afterwards.
    mutating func perform() async throws -> RawSession? {
        guard try await negotiate(), try await exchange() else { return nil }
        return try await finish()
    }

    /// Agrees on Noise; false when the connection ended.
    mutating func negotiate() async throws -> Bool {
        await connection.send(Self.multistream + Self.noise)
        var bytes: Bytes = []
        let wanted = Self.multistream.count + Self.noise.count
        while bytes.count < wanted {
            guard case .bytes(let more) = await connection.receive(within: .seconds(5)) else {
                return false
            }
            bytes += more
        }
        reader.append(bytes.dropFirst(wanted))
        return true
    }

    /// Sends message 1 and reads message 2; false when the connection ended.
    mutating func exchange() async throws -> Bool {
        let first = state.first(ephemeralKey: lies.ephemeralKey, payload: lies.firstPayload)
        await connection.send(NoiseFraming.frame(first))
        while true {
            if let message = reader.next() {
                _ = try state.second(Bytes(message))
                return true
            }
            guard case .bytes(let more) = await connection.receive(within: .seconds(5)) else {
                return false
            }
            reader.append(more)
        }
    }

    /// Sends message 3.
    mutating func finish() async throws -> RawSession {
        await connection.send(NoiseFraming.frame(lies.third(try third())))
        return RawSession(connection, transport: state.split(), reader: reader, key: key)
    }

    /// Message 3, once message 2 was read.
    mutating func third() throws -> Bytes {
        let signed = HandshakePayload.signedBytes(staticKey: lies.staticKey ?? state.staticKey)
        let payload = HandshakePayload(
            identityKey: lies.identityKey ?? key.publicKey.protobuf,
            identitySignature: lies.signature ?? key.sign(message: signed),
            multiplexers: ["/yamux/1.0.0"])
        return try state.third(
            staticKey: lies.staticKey, payload: lies.payload ?? payload.encode())
    }
}

extension NodeKey {
    /// A key that nobody has seen.
    static func fresh() -> NodeKey { NodeKey(Secp256k1PrivateKey.generate()) }
}
