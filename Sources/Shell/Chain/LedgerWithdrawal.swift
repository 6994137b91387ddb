// This source file is part of the Outpace project. License: see LICENSE.

package import Cryptography
import Outpace
package import Primitives

/// What an account shows to be paid: a signed state, and the proof of its balance in it.
///
/// - Source: AdExCore v4, `channelWithdraw`.
package struct LedgerWithdrawal: Hashable, Sendable {
    /// The longest proof that is followed: that of a tree of 2^64 leaves.
    private static let proofLimit = 64

    /// The channel that pays.
    package let channel: ChannelID
    /// The root over the state's balances.
    package let balanceRoot: Digest
    /// One slot for each validator, in the channel's order; nil for one that did not sign.
    package let signatures: [RecoverableSignature?]
    /// The siblings from the account's leaf up to the root.
    package let proof: [Digest]
    /// The account's balance in the state: all it ever earned, not what it is still owed.
    package let amountInTree: Amount

    /// Puts the parts together; the ledger judges them.
    package init(
        channel: ChannelID, balanceRoot: Digest, signatures: [RecoverableSignature?],
        proof: [Digest], amountInTree: Amount
    ) {
        self.channel = channel
        self.balanceRoot = balanceRoot
        self.signatures = signatures
        self.proof = proof
        self.amountInTree = amountInTree
    }

    /// What its caller signs.
    package var request: LedgerRequest {
        .withdraw(channel, balanceRoot: balanceRoot, amountInTree: amountInTree)
    }

    /// How many validators signed the state, each in its own slot; nil when the slots do not match
    /// the validators or the leader's is none of its signatures.
    ///
    /// Another's signature in a slot counts as none, as in the contract.
    ///
    /// - Complexity: one recovery for each signature.
    package func signatureCount(validators: [Address]) -> Int? {
        guard signatures.count == validators.count else { return nil }
        let root = StateTree.stateRoot(channel: channel, balanceRoot: balanceRoot)
        let digest = PersonalMessage.digest(of: root)
        var count = 0
        for (index, validator) in validators.enumerated() {
            if signatures[index]?.recoverAddress(digest: digest) == validator {
                count += 1
            } else if index == 0 {
                return nil
            }
        }
        return count
    }

    /// Whether the proof leads from that account's balance to the root.
    package func proves(balanceOf account: Address) -> Bool {
        proof.count <= Self.proofLimit
            && MerkleTree.verify(
                leaf: StateTree.leaf(account: account, amount: amountInTree), proof: proof,
                root: balanceRoot)
    }
}
