// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Primitives

/// The history of a handshake: a chaining key of all secrets and a hash of all messages so far.
///
/// - Source: Noise specification, section 5.2.
struct SymmetricState: Sendable {
    private var chainingKey: SharedSecret
    private var cipher: CipherState?

    /// The hash of everything that was sent, in order.
    private(set) var hash: Bytes

    init(protocolName: String) {
        var name = Bytes(protocolName.utf8)
        if name.count <= 32 {
            name += Bytes(repeating: 0, count: 32 - name.count)
        } else {
            name = SHA256.hash(name).bytes
        }
        hash = name
        chainingKey = SharedSecret(SecretBytes(copying: name))
    }

    mutating func mixHash(_ bytes: some Collection<UInt8>) {
        hash = SHA256.hash(hash + bytes).bytes
    }

    mutating func mixKey(_ input: borrowing SecretBytes) {
        let derived = HKDFSHA256.noise(chainingKey: chainingKey.bytes, input: input, outputs: 2)
        chainingKey = SharedSecret(derived.piece(0..<32))
        cipher = CipherState(key: derived.piece(32..<64))
    }

    mutating func encryptAndHash(
        _ plaintext: Bytes, appendingTo output: inout Bytes
    ) throws(NoiseFault) {
        let start = output.count
        if cipher == nil {
            output += plaintext
        } else {
            try cipher?.seal(plaintext[...], authenticating: hash, appendingTo: &output)
        }
        mixHash(output[start...])
    }

    mutating func decryptAndHash(_ text: ArraySlice<UInt8>) throws(NoiseFault) -> Bytes {
        let plaintext = try cipher?.open(text, authenticating: hash) ?? Bytes(text)
        mixHash(text)
        return plaintext
    }

    /// The keys of the two directions, the initiator's first.
    func split() -> (initiator: CipherState, responder: CipherState) {
        let empty = SecretBytes(copying: [])
        let derived = HKDFSHA256.noise(chainingKey: chainingKey.bytes, input: empty, outputs: 2)
        return (CipherState(key: derived.piece(0..<32)), CipherState(key: derived.piece(32..<64)))
    }
}
