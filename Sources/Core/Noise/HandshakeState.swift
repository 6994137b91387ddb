// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
public import Primitives

/// The three messages of `Noise_XX_25519_ChaChaPoly_SHA256`, from either side.
///
/// `-> e`, `<- e, ee, s, es`, `-> s, se`: both static keys travel encrypted, each side proves its
/// own. Whose turn it is follows from the role; a call out of turn is a bug of the caller.
/// Randomness is a parameter, so the published vectors can be replayed.
///
/// - Source: Noise specification, sections 5.3 and 7.5.
public struct HandshakeState: Sendable {
    /// The name that starts the hash.
    public static let protocolName = "Noise_XX_25519_ChaChaPoly_SHA256"
    /// How many messages a handshake has.
    public static let messageCount = 3
    private static let sealedKeyByteCount = X25519.byteCount + ChaChaPoly.tagByteCount

    /// Whether this side writes the first message.
    public let isInitiator: Bool
    private let staticKeys: NoiseKeyPair
    private let ephemeralKeys: NoiseKeyPair
    private var symmetric: SymmetricState
    private var remoteEphemeral: Bytes = []
    private var messageIndex = 0
    private var hasFailed = false

    /// The peer's static key once it is known and proven to be in the message it came with.
    public private(set) var remoteStatic: Bytes?

    /// Starts a handshake; libp2p's prologue is empty.
    public init(
        isInitiator: Bool, prologue: Bytes, staticKeys: NoiseKeyPair, ephemeralKeys: NoiseKeyPair
    ) {
        self.isInitiator = isInitiator
        self.staticKeys = staticKeys
        self.ephemeralKeys = ephemeralKeys
        symmetric = SymmetricState(protocolName: Self.protocolName)
        symmetric.mixHash(prologue)
    }

    /// Whether all three messages have passed.
    public var isFinished: Bool { messageIndex == Self.messageCount }

    /// Whether the next message is ours to write.
    public var isOurTurn: Bool { !isFinished && (messageIndex.isMultiple(of: 2) == isInitiator) }

    /// The hash of the whole handshake: the same on both sides, different for every session.
    public var hash: Bytes { symmetric.hash }

    /// Writes the next message.
    public mutating func writeMessage(_ payload: Bytes) throws(NoiseFault) -> Bytes {
        precondition(isOurTurn, "message \(messageIndex) is not ours")
        guard !hasFailed else { throw .alreadyFailed }
        var message: Bytes = []
        if messageIndex < 2 {
            message += ephemeralKeys.publicKey
            symmetric.mixHash(ephemeralKeys.publicKey)
        }
        if messageIndex == 1 { try mixKey(ephemeralKeys, remoteEphemeral) }
        if messageIndex > 0 {
            try symmetric.encryptAndHash(staticKeys.publicKey, appendingTo: &message)
            try mixKey(staticKeys, remoteEphemeral)
        }
        try symmetric.encryptAndHash(payload, appendingTo: &message)
        messageIndex += 1
        return message
    }

    /// Reads the peer's next message.
    ///
    /// - Returns: its payload, which in the first message is not protected.
    public mutating func readMessage(
        _ message: ArraySlice<UInt8>
    ) throws(NoiseFault) -> Bytes {
        precondition(!isFinished && !isOurTurn, "message \(messageIndex) is ours")
        guard !hasFailed else { throw .alreadyFailed }
        hasFailed = true
        var rest = message
        if messageIndex < 2 {
            remoteEphemeral = try take(X25519.byteCount, of: &rest)
            symmetric.mixHash(remoteEphemeral)
        }
        if messageIndex == 1 { try mixKey(ephemeralKeys, remoteEphemeral) }
        if messageIndex > 0 {
            let sealed = try take(Self.sealedKeyByteCount, of: &rest)
            let remote = try symmetric.decryptAndHash(sealed[...])
            try mixKey(ephemeralKeys, remote)
            remoteStatic = remote
        }
        let payload = try symmetric.decryptAndHash(rest)
        messageIndex += 1
        hasFailed = false
        return payload
    }

    /// The keys of the session; a call before the handshake is finished is a bug.
    public func split() -> TransportState {
        precondition(isFinished, "split after message \(messageIndex)")
        let (initiator, responder) = symmetric.split()
        return isInitiator
            ? TransportState(sending: initiator, receiving: responder)
            : TransportState(sending: responder, receiving: initiator)
    }

    private mutating func mixKey(_ keys: NoiseKeyPair, _ remote: Bytes) throws(NoiseFault) {
        symmetric.mixKey(try keys.agree(with: remote))
    }

    private func take(
        _ count: Int, of rest: inout ArraySlice<UInt8>
    ) throws(NoiseFault) -> Bytes {
        guard rest.count >= count else { throw .truncated }
        defer { rest = rest.dropFirst(count) }
        return Bytes(rest.prefix(count))
    }
}
