// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
public import Primitives

/// The tree over a channel's balances, and the state root that validators sign.
///
/// The contract's sources call the balance root "stateRoot"; here, as in validator messages, the
/// state root is the hash over channel id and balance root.
///
/// - Source: AdEx v4, AdExCore `channelWithdraw`.
public struct StateTree: Hashable, Sendable {
    private let balances: Balances
    private let tree: MerkleTree

    /// Builds the tree; nil for empty balances, which have no root.
    ///
    /// - Complexity: 2 n hashes.
    public init?(_ balances: Balances) {
        let leaves = balances.entries.map { Self.leaf(account: $0.account, amount: $0.amount) }
        guard let tree = MerkleTree(leaves: leaves) else { return nil }
        self.balances = balances
        self.tree = tree
    }

    /// The root over the balances alone: what a withdrawal passes to the contract.
    public var balanceRoot: Digest { tree.root }

    /// What the validators of `channel` sign for these balances.
    public func stateRoot(of channel: ChannelID) -> Digest {
        Self.stateRoot(channel: channel, balanceRoot: balanceRoot)
    }

    /// The merkle proof of the account's balance, bottom-up; nil when it has none.
    public func proof(for account: Address) -> [Digest]? {
        guard let amount = balances[account] else { return nil }
        return tree.proof(for: Self.leaf(account: account, amount: amount))
    }

    /// keccak256 of two ABI words: the account and its amount.
    public static func leaf(account: Address, amount: Amount) -> Digest {
        var bytes: Bytes = []
        bytes.reserveCapacity(2 * Digest.byteCount)
        ABI.append(account, to: &bytes)
        bytes += amount.bigEndianBytes
        return Keccak256.hash(bytes)
    }

    /// keccak256 of two ABI words: the channel's id and the root over its balances.
    public static func stateRoot(channel: ChannelID, balanceRoot: Digest) -> Digest {
        Keccak256.hash(channel.digest, balanceRoot)
    }
}
