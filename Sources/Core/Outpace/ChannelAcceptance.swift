// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives
import Targeting

/// What a node asks of a channel before it validates it, beyond what makes it a channel.
public struct ChannelPolicy: Hashable, Sendable {
    /// Accepts every channel that is well-formed.
    public static let open = ChannelPolicy(
        validators: [], creators: [], depositAssets: [], minimalDeposit: .zero, minimalFee: .zero
    )

    /// The validators we work with; empty means all.
    public let validators: Set<Address>
    /// The advertisers we work for; empty means all.
    public let creators: Set<Address>
    /// The tokens we take; empty means all.
    public let depositAssets: Set<Address>
    /// The least deposit, in the token's smallest unit.
    public let minimalDeposit: Amount
    /// The least fee for us, in the token's smallest unit.
    public let minimalFee: Amount

    /// Makes a policy; an empty set means no restriction.
    public init(
        validators: Set<Address>, creators: Set<Address>, depositAssets: Set<Address>,
        minimalDeposit: Amount, minimalFee: Amount
    ) {
        self.validators = validators
        self.creators = creators
        self.depositAssets = depositAssets
        self.minimalDeposit = minimalDeposit
        self.minimalFee = minimalFee
    }
}

/// Whether a node takes a channel on, here and now.
///
/// - Source: AdEx v4 `POST /channel`, whose texts the faults carry.
public enum ChannelAcceptance {
    /// The first reason to refuse, in AdEx's order; nil to accept.
    ///
    /// - Parameters:
    ///   - channel: the channel, well-formed by itself.
    ///   - now: our wall clock.
    ///   - address: who we are.
    ///   - policy: what our operator wants.
    public static func fault(
        _ channel: PaymentChannel, now: Timestamp, address: Address, policy: ChannelPolicy
    ) -> ChannelFault? {
        guard let index = channel.index(of: address) else {
            return refusal("spec.validators", "channel is not validated by us", "we are \(address)")
        }
        if let problem = channel.spec.rules.problems.first {
            return refusal(
                "spec.targetingRules", "channel.spec.targetingRules are invalid", problem.message)
        }
        if let fault = timeFault(channel, now: now) { return fault }
        if let fault = whitelistFault(channel, address: address, policy: policy) { return fault }
        if channel.deposit < policy.minimalDeposit {
            return refusal(
                "depositAmount", "channel.depositAmount is less than MINIMAL_DEPOSIT",
                "found \(channel.deposit); allowed: at least \(policy.minimalDeposit)"
            )
        }
        let fee = channel.spec.validators[index].fee
        if fee < policy.minimalFee {
            return refusal(
                "spec.validators[\(index)].fee", "channel validator fee is less than MINIMAL_FEE",
                "found \(fee); allowed: at least \(policy.minimalFee)"
            )
        }
        return nil
    }

    private static func timeFault(_ channel: PaymentChannel, now: Timestamp) -> ChannelFault? {
        if channel.isExpired(at: now) {
            return refusal(
                "validUntil", "channel.validUntil has passed",
                "found \(channel.validUntil) s; it is \(now.milliseconds / 1000) s now"
            )
        }
        if channel.expiry > now.adding(milliseconds: ChannelLimits.lifetimeMillisLimit) {
            return refusal(
                "validUntil", "channel.validUntil should not be greater than one year",
                "found \(channel.validUntil) s; allowed: at most 365 days from now, "
                    + "\(now.milliseconds / 1000) s"
            )
        }
        return nil
    }

    private static func whitelistFault(
        _ channel: PaymentChannel, address: Address, policy: ChannelPolicy
    ) -> ChannelFault? {
        let strangers = channel.validators.filter {
            $0 != address && !policy.validators.contains($0)
        }
        if !policy.validators.isEmpty, let stranger = strangers.first {
            return refusal(
                "spec.validators", "validators are not in the whitelist", "found \(stranger)"
            )
        }
        if !policy.creators.isEmpty, !policy.creators.contains(channel.creator) {
            return refusal(
                "creator", "channel.creator is not whitelisted", "found \(channel.creator)"
            )
        }
        if !policy.depositAssets.isEmpty, !policy.depositAssets.contains(channel.depositAsset) {
            return refusal(
                "depositAsset", "channel.depositAsset is not whitelisted",
                "found \(channel.depositAsset)"
            )
        }
        return nil
    }

    private static func refusal(
        _ key: String, _ message: String, _ detail: String
    ) -> ChannelFault {
        ChannelFault(
            .refused, at: "channel.\(key)", message: message, detail: "channel.\(key): \(detail)"
        )
    }
}
