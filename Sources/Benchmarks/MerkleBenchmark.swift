// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Outpace
import Primitives

/// Times the tree over balances that validators sign the root of.
package enum MerkleBenchmark {
    /// The figures of one size.
    package struct Row: Hashable, Sendable {
        /// How many accounts have a balance.
        package let accounts: Int
        /// Microseconds from balances to the tree.
        package let treeMicroseconds: Int
        /// Microseconds that its hashes alone take, one after the other.
        package let hashMicroseconds: Int
        /// Nanoseconds for one account's proof.
        package let proofNanoseconds: Int
    }

    private static let clock = ContinuousClock()

    /// Runs one size.
    ///
    /// - Throws: never in practice: the accounts it makes are all different.
    package static func run(accounts count: Int) throws -> Row {
        var generator = SeededGenerator(seed: 3)
        let entries = (0..<count).compactMap { number -> Balances.Entry? in
            var octets = Bytes(repeating: 0, count: Address.byteCount - 8)
            octets += (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
            let amount = UInt64.random(in: 1...(1 << 40), using: &generator)
            return Address(bytes: octets).map { .init(account: $0, amount: Amount(amount)) }
        }
        let balances = try Balances(entries)
        let times = (0..<3).map { _ in clock.measure { _ = StateTree(balances) } }.sorted()
        let digest = Keccak256.hash(Bytes("leaf".utf8))
        let hash = CryptoBenchmark.time(5_000) { _ = Keccak256.hash(digest, digest) }
        var proof = 0
        if let tree = StateTree(balances), let account = entries.randomElement(using: &generator) {
            proof = CryptoBenchmark.time(20) { _ = tree.proof(for: account.account) }
        }
        return Row(
            accounts: count, treeMicroseconds: Int(times[1] / .microseconds(1)),
            hashMicroseconds: hash * max(1, 2 * count - 1) / 1_000, proofNanoseconds: proof)
    }
}
