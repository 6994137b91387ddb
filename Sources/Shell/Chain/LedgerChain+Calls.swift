// This source file is part of the Outpace project. License: see LICENSE.

package import Cryptography
package import Outpace
package import Primitives

/// What changes the ledger; each call is signed by who makes it, and carried out whole or not at
/// all.
extension LedgerChain {
    /// Signs a call to this ledger.
    package func caller(
        _ key: Secp256k1PrivateKey, for request: LedgerRequest
    ) -> LedgerCaller {
        LedgerCaller(key, for: request, ledger: identity)
    }

    /// Opens a channel.
    ///
    /// - Parameter caller: its creator, who signed `.open`.
    /// - Throws: `NOT_SIGNED_BY_CALLER`; `INVALID_STATE` for a channel that was opened before;
    ///   `INVALID_CREATOR`; `INVALID_CHANNEL` for one with other than 2 to 25 validators or an end
    ///   outside now to now + 365 days.
    package func open(_ channel: PaymentChannel, by caller: LedgerCaller) async throws {
        let request = LedgerRequest.open(channel.id)
        let rules = try rules(for: request, by: caller)
        try await write { tables in
            try rules.checkOpening(channel, in: try tables.state(of: channel.id))
            try tables.insert(channel)
            try tables.append(request, by: caller, paid: .zero, seconds: rules.now)
        }
    }

    /// Pays the caller what a signed state gives it, less what it has withdrawn.
    ///
    /// - Parameter caller: the account whose balance is proven, who signed the withdrawal's request.
    /// - Returns: what was paid: the difference, zero for a state that was used before.
    /// - Throws: `NOT_SIGNED_BY_CALLER`; `INVALID_STATE` unless the channel is active; `EXPIRED`
    ///   after its end; `NOT_SIGNED_BY_VALIDATORS` without the leader's signature and two thirds of
    ///   all; `BALANCELEAF_NOT_FOUND`; `AMOUNT_BELOW_WITHDRAWN`; `WITHDRAWING_MORE_THAN_CHANNEL`.
    @discardableResult
    package func withdraw(
        _ withdrawal: LedgerWithdrawal, by caller: LedgerCaller
    ) async throws -> Amount {
        let (request, id) = (withdrawal.request, withdrawal.channel)
        let rules = try rules(for: request, by: caller)
        return try await write { tables in
            let held = try tables.held(id)
            let before = try tables.withdrawn(by: caller.address, from: id)
            let payment = try rules.payment(withdrawal, from: held, before: before)
            guard let total = held?.withdrawn.adding(payment) else {
                preconditionFailure("the rules checked the sum \(payment)")
            }
            try tables.setWithdrawn(
                withdrawal.amountInTree, by: caller.address, total: total, from: id)
            try tables.append(request, by: caller, paid: payment, seconds: rules.now)
            return payment
        }
    }

    /// Ends a channel whose time is over: what nobody withdrew goes back to the creator.
    ///
    /// - Parameter caller: its creator, who signed `.withdrawExpired`.
    /// - Returns: what was paid: the deposit less what was withdrawn.
    /// - Throws: `NOT_SIGNED_BY_CALLER`; `INVALID_STATE` unless it is active; `NOT_EXPIRED` before
    ///   its end; `INVALID_CREATOR`.
    @discardableResult
    package func withdrawExpired(
        _ channel: ChannelID, by caller: LedgerCaller
    ) async throws -> Amount {
        let request = LedgerRequest.withdrawExpired(channel)
        let rules = try rules(for: request, by: caller)
        return try await write { tables in
            let rest = try rules.rest(of: try tables.held(channel), channel)
            try tables.expire(channel)
            try tables.append(request, by: caller, paid: rest, seconds: rules.now)
            return rest
        }
    }

    /// What the contract knows before it looks at anything: who calls, and when.
    private func rules(
        for request: LedgerRequest, by caller: LedgerCaller
    ) throws(ChainError) -> LedgerRules {
        guard caller.hasSigned(request, ledger: identity) else {
            throw ChainError(
                .notSignedByCaller,
                "\(caller.address) did not sign this \(request.function.rawValue) of channel "
                    + "\(request.channel) for this ledger")
        }
        return LedgerRules(now: now, caller: caller.address)
    }
}
