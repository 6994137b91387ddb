// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Identity
import Noise
import Primitives

/// A key pair whose secret repeats one octet.
func keys(_ octet: UInt8) -> NoiseKeyPair { keys(Bytes(repeating: octet, count: 32)) }

func keys(_ secret: Bytes) -> NoiseKeyPair { NoiseKeyPair(secret: SecretBytes(copying: secret)) }

func nodeKey(_ octet: UInt8) -> NodeKey {
    do throws(CryptographyError) {
        return NodeKey(try Secp256k1PrivateKey(bytes: Bytes(repeating: octet, count: 32)))
    } catch {
        preconditionFailure("\(octet) makes a key: \(error)")
    }
}

/// Both sides of a handshake with the identities 1 (initiator) and 2 (responder).
struct HandshakePair {
    var initiator = Self.side(isInitiator: true)
    var responder = Self.side(isInitiator: false)

    static func side(
        isInitiator: Bool, identity: UInt8? = nil, multiplexers: [String] = ["/yamux/1.0.0"],
        expected: PeerID? = nil
    ) -> SecureHandshake {
        SecureHandshake(
            isInitiator: isInitiator, key: nodeKey(identity ?? (isInitiator ? 1 : 2)),
            staticKeys: keys(isInitiator ? 11 : 12), ephemeralKeys: keys(isInitiator ? 21 : 22),
            multiplexers: multiplexers, expected: expected)
    }

    /// Runs all three messages; both completions or the fault of whoever refused.
    mutating func complete() throws(NoiseFault) -> (
        initiator: SecureHandshake.Completion?, responder: SecureHandshake.Completion?
    ) {
        let first = try initiator.start()
        let second = try responder.receive(first.dropFirst(2)).output
        let third = try initiator.receive(second.dropFirst(2))
        let last = try responder.receive(third.output.dropFirst(2))
        return (third.completion, last.completion)
    }
}

/// A peer that says what it likes inside a proper Noise handshake.
struct LyingPeer {
    static let staticKeys = keys(31)

    /// What our initiator makes of a responder's payload.
    static func answer(_ payload: Bytes, to initiator: SecureHandshake) throws(NoiseFault) {
        var initiator = initiator
        var liar = HandshakeState(
            isInitiator: false, prologue: [], staticKeys: staticKeys, ephemeralKeys: keys(32))
        _ = try liar.readMessage(try initiator.start().dropFirst(2))
        _ = try initiator.receive(try liar.writeMessage(payload)[...])
    }

    /// What our responder makes of an initiator's payload.
    static func call(_ responder: SecureHandshake, _ payload: Bytes) throws(NoiseFault) {
        var responder = responder
        var liar = HandshakeState(
            isInitiator: true, prologue: [], staticKeys: staticKeys, ephemeralKeys: keys(32))
        let second = try responder.receive(try liar.writeMessage([])[...]).output
        _ = try liar.readMessage(second.dropFirst(2))
        _ = try responder.receive(try liar.writeMessage(payload)[...])
    }
}
