// This source file is part of the Outpace project. License: see LICENSE.

public import Identity
public import Primitives
import Wire

/// The handshake as libp2p does it: Noise XX, and each side's identity key signs its static key.
///
/// The dialer knows whom it wants and refuses anybody else; nobody accepts itself. The multiplexer
/// is agreed on the way when both sides name theirs, which saves a round trip; otherwise it is left
/// to multistream-select.
public struct SecureHandshake: Sendable {
    /// What a finished handshake gives.
    public struct Completion: Sendable {
        /// The proven identity of the peer.
        public let remote: PublicKey
        /// The keys of the session.
        public let transport: TransportState
        /// The hash of the handshake, the same on both sides and different for every session.
        public let hash: Bytes
        /// The multiplexer both named, or nil when the peer named none.
        public let multiplexer: String?
    }

    /// What one message led to.
    public struct Outcome: Sendable {
        /// A framed message to send, or empty.
        public let output: Bytes
        /// The result once the handshake is through.
        public let completion: Completion?
    }

    private let key: NodeKey
    private let staticKeys: NoiseKeyPair
    private let multiplexers: [String]
    private let expected: PeerID?
    private var state: HandshakeState

    /// Starts a handshake.
    ///
    /// - Parameters:
    ///   - multiplexers: what we speak, best first; empty to leave it to multistream-select.
    ///   - expected: the only peer that is accepted; nil accepts everybody but ourselves.
    public init(
        isInitiator: Bool, key: NodeKey, staticKeys: NoiseKeyPair, ephemeralKeys: NoiseKeyPair,
        multiplexers: [String], expected: PeerID?
    ) {
        self.key = key
        self.staticKeys = staticKeys
        self.multiplexers = multiplexers
        self.expected = expected
        state = HandshakeState(
            isInitiator: isInitiator, prologue: [], staticKeys: staticKeys,
            ephemeralKeys: ephemeralKeys)
    }

    /// The framed first message of the initiator; empty for the responder.
    public mutating func start() throws(NoiseFault) -> Bytes {
        state.isInitiator ? NoiseFraming.frame(try state.writeMessage([])) : []
    }

    /// Reads the content of one frame of the peer.
    public mutating func receive(
        _ message: ArraySlice<UInt8>
    ) throws(NoiseFault) -> Outcome {
        let payload = try state.readMessage(message)
        guard let remoteStatic = state.remoteStatic else {
            guard payload.isEmpty else { throw .unexpectedPayload }
            return Outcome(output: try respond(), completion: nil)
        }
        let (remote, offered) = try identity(payload, staticKey: remoteStatic)
        let multiplexer = try agree(offered)
        let output = state.isFinished ? [] : try respond()
        let completion = Completion(
            remote: remote, transport: state.split(), hash: state.hash, multiplexer: multiplexer)
        return Outcome(output: output, completion: completion)
    }

    private mutating func respond() throws(NoiseFault) -> Bytes {
        let signed = HandshakePayload.signedBytes(staticKey: staticKeys.publicKey)
        let payload = HandshakePayload(
            identityKey: key.publicKey.protobuf, identitySignature: key.sign(message: signed),
            multiplexers: multiplexers)
        return NoiseFraming.frame(try state.writeMessage(payload.encode()))
    }

    private func identity(
        _ bytes: Bytes, staticKey: Bytes
    ) throws(NoiseFault) -> (PublicKey, offered: [String]) {
        let payload: HandshakePayload
        do throws(WireError) {
            payload = try HandshakePayload.decode(bytes)
        } catch {
            throw .malformedPayload(error)
        }
        let remote: PublicKey
        do throws(IdentityError) {
            remote = try PublicKey(protobuf: payload.identityKey[...])
        } catch {
            throw .unusableIdentity(error)
        }
        let signed = HandshakePayload.signedBytes(staticKey: staticKey)
        guard remote.isValid(signature: payload.identitySignature, of: signed) else {
            throw .badIdentitySignature
        }
        let found = remote.peerID
        guard found != key.peerID else { throw .selfConnection }
        if let expected, expected != found {
            throw .wrongPeer(expected: expected, found: found)
        }
        return (remote, payload.multiplexers)
    }

    /// The first of the initiator's multiplexers that both speak; nil when a side named none.
    private func agree(_ offered: [String]) throws(NoiseFault) -> String? {
        guard !offered.isEmpty, !multiplexers.isEmpty else { return nil }
        let (first, second) =
            state.isInitiator ? (multiplexers, offered) : (offered, multiplexers)
        guard let common = first.first(where: second.contains) else {
            throw .noCommonMultiplexer
        }
        return common
    }
}
