// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// Why fees cannot be taken from balances.
public enum FeesFault: Error, Hashable, Sendable {
    /// The validators' fees sum to more than the deposit.
    case feesExceedDeposit
    /// The balances before fees sum to more than the deposit.
    case balancesExceedDeposit

    /// The refusal in words; the first is AdEx's.
    public var message: String {
        switch self {
        case .feesExceedDeposit: "fee constraint violated"
        case .balancesExceedDeposit: "the balances before fees sum to more than the deposit"
        }
    }
}

/// Takes the validators' fees out of what was earned.
///
/// With deposit D, fees summing to F and earnings summing to T, an earner of b gets floor(b (D - F)
/// / D) and a validator floor(fee T / D). Once T = D the leader also gets what rounding down left
/// over, so that everything sums to D. Each result grows with the earnings, so balances after fees
/// never shrink.
///
/// - Source: AdEx v4 fees.
public enum Fees {
    /// The balances after fees.
    ///
    /// - Parameters:
    ///   - beforeFees: what each publisher earned, summing to at most the deposit.
    ///   - channel: whose fees and deposit count.
    /// - Complexity: O(n) divisions.
    public static func distribute(
        _ beforeFees: Balances, channel: PaymentChannel
    ) throws(FeesFault) -> Balances {
        try distribute(beforeFees, deposit: channel.deposit, validators: channel.spec.validators)
    }

    /// The balances after fees of `validators`, for a deposit that is not yet a channel's.
    public static func distribute(
        _ beforeFees: Balances, deposit: Amount, validators: [ValidatorSpec]
    ) throws(FeesFault) -> Balances {
        guard let fees = total(validators), let toEarners = deposit.subtracting(fees) else {
            throw .feesExceedDeposit
        }
        guard let earned = beforeFees.total, earned <= deposit else { throw .balancesExceedDeposit }
        var rest = toEarners
        var earners: [Balances.Entry] = []
        earners.reserveCapacity(beforeFees.count)
        for entry in beforeFees.entries {
            let share =
                fees.isZero
                ? entry.amount : part(entry.amount, of: toEarners, deposit: deposit)
            // The shares sum to at most what goes to earners, because the earnings sum to at most
            // D.
            rest = rest.subtracting(share) ?? .zero
            earners.append(Balances.Entry(account: entry.account, amount: share))
        }
        var payouts = validators.map { validator in
            Balances.Entry(
                account: validator.feeAddress,
                amount: part(validator.fee, of: earned, deposit: deposit)
            )
        }
        if earned == deposit, let leader = validators.first {
            payouts.append(Balances.Entry(account: leader.feeAddress, amount: rest))
        }
        guard let distributed = Balances(ascending: earners).adding(payouts) else {
            throw .balancesExceedDeposit
        }
        return distributed
    }

    /// The sum of all fees, or nil when it passes 2^256 - 1.
    public static func total(_ validators: [ValidatorSpec]) -> Amount? {
        var total = Amount.zero
        for validator in validators {
            guard let sum = total.adding(validator.fee) else { return nil }
            total = sum
        }
        return total
    }

    /// floor(amount x whole / deposit); nothing of an empty deposit.
    private static func part(_ amount: Amount, of whole: Amount, deposit: Amount) -> Amount {
        amount.multiplied(by: whole, dividedBy: deposit) ?? .zero
    }
}
