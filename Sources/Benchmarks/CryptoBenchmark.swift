// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Primitives

/// Times what the network signs, checks, hashes and encrypts.
package enum CryptoBenchmark {
    /// One operation.
    package struct Row: Hashable, Sendable {
        /// What is done.
        package let subject: String
        /// Nanoseconds for one, the median of several rounds.
        package let nanoseconds: Int
        /// Octets that one works on; nil where the number makes no difference.
        package let byteCount: Int?
        /// Nanoseconds to copy as many octets in memory, which nothing can beat.
        package let copyNanoseconds: Int?
    }

    private static let clock = ContinuousClock()
    private static let rounds = 9
    private static let frameBytes = 64 << 10

    /// Runs all; some seconds.
    ///
    /// - Throws: never in practice: what it opens it has sealed.
    package static func run() throws -> [Row] {
        let key = Secp256k1PrivateKey.generate()
        let digest = Keccak256.hash(SecureRandom.bytes(32))
        let recoverable = key.signRecoverable(digest)
        let signature = key.signDER(digest)
        let publicKey = key.publicKey
        let secret = SecureRandom.secret(ChaChaPoly.keyByteCount)
        let frame = SecureRandom.bytes(frameBytes)
        let sealed = ChaChaPoly.seal(frame[...], key: secret, nonce: 1, authenticating: [])
        var rows = [
            row("sign a state", 200) { _ = key.signRecoverable(digest) },
            row("recover a state's signer", 200) { _ = recoverable.recoverAddress(digest: digest) },
            row("sign a statement", 200) { _ = key.signDER(digest) },
            row("check a statement", 200) {
                _ = publicKey.isValid(derSignature: signature, of: digest)
            },
            row("keccak-256 of two hashes", 5_000) { _ = Keccak256.hash(digest, digest) },
        ]
        rows.append(row("keccak-256", 50, of: frame) { _ = Keccak256.hash(frame) })
        rows.append(row("sha-256", 200, of: frame) { _ = SHA256.hash(frame) })
        rows.append(
            row("seal a frame", 200, of: frame) {
                _ = ChaChaPoly.seal(frame[...], key: secret, nonce: 1, authenticating: [])
            })
        let opening = try time(200) {
            _ = try ChaChaPoly.open(sealed[...], key: secret, nonce: 1, authenticating: [])
        }
        rows.append(
            Row(
                subject: "open a frame", nanoseconds: opening, byteCount: frame.count,
                copyNanoseconds: copying(frame)))
        return rows
    }

    private static func row(
        _ subject: String, _ count: Int, of octets: Bytes? = nil, _ body: () -> Void
    ) -> Row {
        Row(
            subject: subject, nanoseconds: time(count, body), byteCount: octets?.count,
            copyNanoseconds: octets.map(copying))
    }

    private static func copying(_ octets: Bytes) -> Int {
        var copy = Bytes(repeating: 0, count: octets.count)
        return time(500) { copy.withUnsafeMutableBytes { $0.copyBytes(from: octets) } }
    }

    /// Nanoseconds for one call, of the median round.
    static func time<Failure>(
        _ count: Int, _ body: () throws(Failure) -> Void
    ) throws(Failure) -> Int {
        var times: [Duration] = []
        for _ in 0..<rounds {
            let start = clock.now
            for _ in 0..<count { try body() }
            times.append(clock.now - start)
        }
        return Int(times.sorted()[rounds / 2] / .nanoseconds(1)) / count
    }
}
