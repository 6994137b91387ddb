// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Outpace
import Primitives

/// The contract's checks, in the contract's order.
///
/// - Source: AdExCore v4, `channelOpen`, `channelWithdraw` and `channelWithdrawExpired`.
struct LedgerRules {
    /// The longest time a channel may run, in seconds: 365 days, the contract's bound.
    private static let lifetimeSecondsLimit: UInt64 = 365 * 86_400

    /// The chain's time, in seconds since the Unix epoch.
    let now: UInt64
    /// Who calls; it has proved that already.
    let caller: Address

    /// Whether a channel may be opened that is in `state`.
    func checkOpening(_ channel: PaymentChannel, in state: ChainState) throws(ChainError) {
        guard state == .unknown else {
            throw ChainError(
                .invalidState,
                "channel \(channel.id) was opened before; it is \(state.rawValue), and each channel "
                    + "opens once")
        }
        try checkCreator(channel, verb: "open")
        try checkValidity(channel)
    }

    /// What a withdrawal pays: its amount less what the caller withdrew before.
    ///
    /// - Parameters:
    ///   - held: the channel at the ledger; nil when it was never opened.
    ///   - before: what the caller has withdrawn from it.
    func payment(
        _ withdrawal: LedgerWithdrawal, from held: HeldChannel?, before: Amount
    ) throws(ChainError) -> Amount {
        let held = try active(held, withdrawal.channel)
        let (channel, amount) = (held.channel, withdrawal.amountInTree)
        guard now <= channel.validUntil else {
            throw ChainError(
                .expired,
                "channel \(channel.id) ended at \(channel.validUntil) s; it is \(now) s now")
        }
        try checkSignatures(withdrawal, of: channel)
        guard withdrawal.proves(balanceOf: caller) else {
            throw ChainError(
                .balanceLeafNotFound,
                "the proof does not lead from \(amount) of \(caller) to the balance root "
                    + "\(withdrawal.balanceRoot)")
        }
        guard let payment = amount.subtracting(before) else {
            throw ChainError(
                .belowWithdrawn,
                "\(caller) has withdrawn \(before) already; the state gives it \(amount)")
        }
        guard let total = held.withdrawn.adding(payment), total <= channel.deposit else {
            throw ChainError(
                .withdrawingMoreThanChannel,
                "of the deposit of \(channel.deposit), \(held.withdrawn) was withdrawn already; "
                    + "\(payment) more was asked for")
        }
        return payment
    }

    /// What the creator gets back after the end.
    func rest(of held: HeldChannel?, _ id: ChannelID) throws(ChainError) -> Amount {
        let held = try active(held, id)
        let channel = held.channel
        guard now > channel.validUntil else {
            throw ChainError(
                .notExpired,
                "channel \(id) ends at \(channel.validUntil) s; it is \(now) s now")
        }
        try checkCreator(channel, verb: "take the rest of")
        return try held.remaining()
    }

    private func active(
        _ held: HeldChannel?, _ id: ChannelID
    ) throws(ChainError) -> HeldChannel {
        guard let held, held.state == .active else {
            let state = held?.state ?? .unknown
            throw ChainError(.invalidState, "channel \(id) is \(state.rawValue), not active")
        }
        return held
    }

    private func checkCreator(_ channel: PaymentChannel, verb: String) throws(ChainError) {
        guard caller == channel.creator else {
            throw ChainError(
                .invalidCreator,
                "\(caller) called; only its creator \(channel.creator) may \(verb) channel "
                    + "\(channel.id)")
        }
    }

    private func checkValidity(_ channel: PaymentChannel) throws(ChainError) {
        let count = channel.validators.count
        let counts = ChannelLimits.validatorCounts
        guard counts.contains(count) else {
            throw ChainError(
                .invalidChannel,
                "the channel has \(count) validators; allowed: \(counts.lowerBound) to "
                    + "\(counts.upperBound)")
        }
        let last = now + Self.lifetimeSecondsLimit
        guard (now...last).contains(channel.validUntil) else {
            throw ChainError(
                .invalidChannel,
                "validUntil is \(channel.validUntil) s; allowed: now, \(now) s, to 365 days from "
                    + "now, \(last) s")
        }
    }

    private func checkSignatures(
        _ withdrawal: LedgerWithdrawal, of channel: PaymentChannel
    ) throws(ChainError) {
        let validators = channel.validators
        guard let count = withdrawal.signatureCount(validators: validators) else {
            throw ChainError(
                .notSignedByValidators,
                "each of the \(validators.count) validators has one slot for its signature, and "
                    + "the leader \(channel.leader) must have signed")
        }
        guard Quorum.isReached(signatures: count, validators: validators.count) else {
            throw ChainError(
                .notSignedByValidators,
                "\(count) of \(validators.count) validators signed the state; at least "
                    + "\(Quorum.minimum(validators: validators.count)) are needed")
        }
    }
}
