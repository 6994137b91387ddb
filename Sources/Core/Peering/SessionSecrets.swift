// This source file is part of the Outpace project. License: see LICENSE.

public import Cryptography
import Noise
import Primitives

/// The randomness of one session, drawn by the shell.
public struct SessionSecrets: Sendable {
    let staticKeys: NoiseKeyPair
    let ephemeralKeys: NoiseKeyPair
    var generator: SeededGenerator

    /// Takes the randomness of one session.
    ///
    /// - Parameters:
    ///   - staticSecret: 32 octets, used for this session or for all of this process.
    ///   - ephemeralSecret: 32 octets, never used for another session.
    ///   - seed: for the values of pings, which a peer must not foresee, and for jitter.
    public init(
        staticSecret: consuming SecretBytes, ephemeralSecret: consuming SecretBytes, seed: UInt64
    ) {
        staticKeys = NoiseKeyPair(secret: staticSecret)
        ephemeralKeys = NoiseKeyPair(secret: ephemeralSecret)
        generator = SeededGenerator(seed: seed)
    }
}
