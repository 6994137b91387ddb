// This source file is part of the Outpace project. License: see LICENSE.

public import Identity
public import Primitives
public import Wire

/// Why a secured session could not be made or read on; every one of them ends the session.
public enum NoiseFault: Error, Hashable, Sendable {
    /// A handshake message ends before its fields do.
    case truncated
    /// A ciphertext does not belong to this key, place in the order and history.
    case authenticationFailed
    /// A key agreement gave all zeros: the peer sent a point of small order.
    case weakKey
    /// The first message carries a payload, which would travel unprotected.
    case unexpectedPayload
    /// The counter of a direction is used up, or this message would reuse one.
    case nonceExhausted
    /// A message came after the handshake had failed.
    case alreadyFailed
    /// The identity payload is no protobuf of its schema.
    case malformedPayload(WireError)
    /// The identity key is of no kind that is taken, or malformed.
    case unusableIdentity(IdentityError)
    /// The identity key did not sign this session's static key.
    case badIdentitySignature
    /// The peer is somebody else than the one that was dialled.
    case wrongPeer(expected: PeerID, found: PeerID)
    /// The peer is this node itself.
    case selfConnection
    /// Both sides named the multiplexers they speak, and none is common.
    case noCommonMultiplexer

    /// A short name of the fault, for counters.
    public var name: String {
        switch self {
        case .truncated: "truncated"
        case .authenticationFailed: "authenticationFailed"
        case .weakKey: "weakKey"
        case .unexpectedPayload: "unexpectedPayload"
        case .nonceExhausted: "nonceExhausted"
        case .alreadyFailed: "alreadyFailed"
        case .malformedPayload: "malformedPayload"
        case .unusableIdentity: "unusableIdentity"
        case .badIdentitySignature: "badIdentitySignature"
        case .wrongPeer: "wrongPeer"
        case .selfConnection: "selfConnection"
        case .noCommonMultiplexer: "noCommonMultiplexer"
        }
    }
}
