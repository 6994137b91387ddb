// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Noise
import Primitives

/// The initiator of a Noise XX handshake, written out so that every field can be a lie.
struct RawNoise {
    private let ephemeral = SecureRandom.bytes(32)
    private let secret = SecureRandom.bytes(32)
    private var hash = Bytes("Noise_XX_25519_ChaChaPoly_SHA256".utf8)
    private var chainingKey: Bytes
    private var cipherKey: Bytes = []
    private var counter: UInt64 = 0
    private var remoteEphemeral: Bytes = []

    init() {
        chainingKey = hash
        mixHash([])
    }

    /// The static key that belongs to us.
    var staticKey: Bytes { Self.publicKey(of: secret) }

    /// Message 1: the ephemeral key, or whatever is to stand in its place, and a payload, which no
    /// honest initiator sends.
    mutating func first(ephemeralKey: Bytes? = nil, payload: Bytes = []) -> Bytes {
        let key = ephemeralKey ?? Self.publicKey(of: ephemeral)
        mixHash(key)
        mixHash(payload)
        return key + payload
    }

    /// Reads message 2.
    ///
    /// - Returns: the responder's payload.
    mutating func second(_ message: Bytes) throws -> Bytes {
        remoteEphemeral = Bytes(message.prefix(32))
        mixHash(remoteEphemeral)
        try mixKey(ephemeral, remoteEphemeral)
        let remoteStatic = try open(message[32..<80])
        try mixKey(ephemeral, remoteStatic)
        return try open(message[80...])
    }

    /// Message 3: the static key, or whatever is to stand in its place, and the payload.
    mutating func third(staticKey: Bytes? = nil, payload: Bytes) throws -> Bytes {
        let sealedKey = seal(staticKey ?? self.staticKey)
        try mixKey(secret, remoteEphemeral)
        return sealedKey + seal(payload)
    }

    /// The keys of the session.
    func split() -> TransportState {
        let keys = HKDFSHA256.noise(
            chainingKey: SecretBytes(copying: chainingKey), input: SecretBytes(copying: []),
            outputs: 2)
        return TransportState(
            sending: CipherState(key: keys.piece(0..<32)),
            receiving: CipherState(key: keys.piece(32..<64)))
    }

    private static func publicKey(of secret: Bytes) -> Bytes {
        X25519.publicKey(of: SecretBytes(copying: secret))
    }

    private mutating func mixHash(_ bytes: Bytes) { hash = SHA256.hash(hash + bytes).bytes }

    private mutating func mixKey(_ secret: Bytes, _ remote: Bytes) throws {
        let shared = try X25519.sharedSecret(SecretBytes(copying: secret), with: remote)
        let keys = HKDFSHA256.noise(
            chainingKey: SecretBytes(copying: chainingKey), input: shared, outputs: 2)
        let bytes = keys.exportBytes()
        chainingKey = Bytes(bytes[0..<32])
        cipherKey = Bytes(bytes[32..<64])
        counter = 0
    }

    private mutating func seal(_ plaintext: Bytes) -> Bytes {
        let text = ChaChaPoly.seal(
            plaintext[...], key: SecretBytes(copying: cipherKey), nonce: counter,
            authenticating: hash)
        counter += 1
        mixHash(text)
        return text
    }

    private mutating func open(_ text: ArraySlice<UInt8>) throws -> Bytes {
        let plaintext = try ChaChaPoly.open(
            text, key: SecretBytes(copying: cipherKey), nonce: counter, authenticating: hash)
        counter += 1
        mixHash(Bytes(text))
        return plaintext
    }
}
