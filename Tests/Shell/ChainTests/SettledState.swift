// This source file is part of the Outpace project. License: see LICENSE.

import Chain
import Cryptography
import Outpace
import Primitives
import Testing

/// Balances of a channel, and withdrawals that its validators' signatures back.
struct SettledState {
    let channel: PaymentChannel
    private let balances: Balances
    private let tree: StateTree

    /// Balances by the numbers of the accounts' keys.
    init(_ channel: PaymentChannel, _ amounts: [(account: UInt8, amount: UInt64)]) throws {
        self.channel = channel
        balances = try Balances(
            amounts.map {
                Balances.Entry(account: try Ledger.address($0.account), amount: Amount($0.amount))
            })
        tree = try #require(StateTree(balances))
    }

    /// What validators sign.
    var root: Digest { tree.stateRoot(of: channel.id) }

    /// The signatures of validators by place, gaps for the others.
    func signatures(of signers: Set<Int>) throws -> [RecoverableSignature?] {
        let digest = PersonalMessage.digest(of: root)
        return try channel.validators.indices.map { place in
            guard signers.contains(place) else { return nil }
            return try Ledger.key(UInt8(place + 1)).signRecoverable(digest)
        }
    }

    /// A withdrawal of the account's whole balance.
    ///
    /// - Parameters:
    ///   - amount: claimed instead of the balance.
    ///   - signatures: instead of everybody's.
    func withdrawal(
        of account: UInt8, amount: UInt64? = nil, signatures: [RecoverableSignature?]? = nil
    ) throws -> LedgerWithdrawal {
        let address = try Ledger.address(account)
        let everybody = Set(channel.validators.indices)
        return LedgerWithdrawal(
            channel: channel.id, balanceRoot: tree.balanceRoot,
            signatures: try signatures ?? self.signatures(of: everybody),
            proof: try #require(tree.proof(for: address)),
            amountInTree: try amount.map { Amount($0) } ?? #require(balances[address]))
    }
}
