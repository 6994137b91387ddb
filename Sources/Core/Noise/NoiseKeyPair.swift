// This source file is part of the Outpace project. License: see LICENSE.

public import Cryptography
public import Primitives

/// An X25519 key pair of a handshake; the secret half is overwritten when the last holder lets go.
///
/// A reference, because a secret must not be copied and machines are values that may be.
public final class NoiseKeyPair: Sendable {
    let secret: SecretBytes

    /// The public half: 32 octets.
    public let publicKey: Bytes

    /// Takes a secret of 32 octets from a good source of randomness; another number is a bug.
    public init(secret: consuming SecretBytes) {
        publicKey = X25519.publicKey(of: secret)
        self.secret = secret
    }

    /// Computes the secret shared with the holder of a public key.
    func agree(with publicKey: Bytes) throws(NoiseFault) -> SecretBytes {
        do throws(CryptographyError) {
            return try X25519.sharedSecret(secret, with: publicKey)
        } catch {
            throw .weakKey
        }
    }
}

/// A symmetric key that machines share without copying it.
final class SharedSecret: Sendable {
    let bytes: SecretBytes

    init(_ bytes: consuming SecretBytes) { self.bytes = bytes }
}
