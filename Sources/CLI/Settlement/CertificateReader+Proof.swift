// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import JSON
import Outpace
import Primitives

/// What a withdrawal takes from a certificate.
extension CertificateReader {
    /// The longest path that is followed: that of a tree of 2^64 leaves.
    private static let pathLimit = 64

    /// Checks that the proof leads from the account's amount to the balance root.
    func checkedPath() throws(CommandFailure) -> (
        account: Address, amount: Amount, balanceRoot: Digest
    ) {
        let account = try address("address")
        guard let amount = BalancesReading.amount(object["amount"]) else {
            throw CommandFailure("\(name): \"amount\" is no decimal number")
        }
        let path = try digests("proof")
        guard path.count <= Self.pathLimit else {
            throw CommandFailure("\(name): the proof has more than \(Self.pathLimit) steps")
        }
        guard let root = try digest("balanceRoot") else {
            throw CommandFailure("\(name): \"balanceRoot\" is missing")
        }
        let leaf = StateTree.leaf(account: account, amount: amount)
        guard MerkleTree.verify(leaf: leaf, proof: path, root: root) else {
            throw CommandFailure(
                "the proof does not lead from \(amount) of \(account.checksummed) to the balance "
                    + "root \(root)")
        }
        return (account, amount, root)
    }

    /// The signatures in the order of the validators, with gaps.
    func slots(of validators: [Address]) throws(CommandFailure) -> [RecoverableSignature?] {
        var slots = [RecoverableSignature?](repeating: nil, count: validators.count)
        for (signer, text) in try signatures() {
            guard let place = validators.firstIndex(of: signer) else { continue }
            do throws(CryptographyError) {
                slots[place] = try RecoverableSignature(hex: text)
            } catch {
                throw CommandFailure(
                    "the signature of \(signer.checksummed) is malformed: \(error.message)")
            }
        }
        return slots
    }
}
