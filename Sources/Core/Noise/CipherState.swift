// This source file is part of the Outpace project. License: see LICENSE.

public import Cryptography
public import Primitives

/// A key and the counter that makes each use of it different.
///
/// - Source: Noise specification, section 5.1.
public struct CipherState: Sendable {
    private let key: SharedSecret
    private var nonce: UInt64

    /// Starts counting at `nonce`, which is zero outside tests.
    public init(key: consuming SecretBytes, nonce: UInt64 = 0) {
        self.key = SharedSecret(key)
        self.nonce = nonce
    }

    /// Encrypts and appends ciphertext and tag.
    ///
    /// - Throws: `nonceExhausted` when the counter stands at its last value, which is reserved.
    public mutating func seal(
        _ plaintext: ArraySlice<UInt8>, authenticating associated: Bytes,
        appendingTo output: inout Bytes
    ) throws(NoiseFault) {
        let counter = try advance()
        ChaChaPoly.seal(
            plaintext, key: key.bytes, nonce: ChaChaPoly.nonce(counter: counter),
            authenticating: associated, appendingTo: &output)
    }

    /// Decrypts; after a failure the counter stands where it stood.
    public mutating func open(
        _ ciphertext: ArraySlice<UInt8>, authenticating associated: Bytes
    ) throws(NoiseFault) -> Bytes {
        let before = nonce
        let counter = try advance()
        do throws(CryptographyError) {
            return try ChaChaPoly.open(
                ciphertext, key: key.bytes, nonce: counter, authenticating: associated)
        } catch {
            nonce = before
            throw .authenticationFailed
        }
    }

    private mutating func advance() throws(NoiseFault) -> UInt64 {
        guard nonce < UInt64.max else { throw .nonceExhausted }
        defer { nonce += 1 }
        return nonce
    }
}
