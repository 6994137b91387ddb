// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// How much of what a validator saw earned a proposed state pays.
public enum Health {
    /// The health of a state that lacks nothing.
    public static let fullPromilles: UInt64 = 1000

    /// 1000 less the missing part of our balances, in promille of the deposit, rounded down; never
    /// below 0.
    ///
    /// Relative to the deposit, so that a young channel is not unhealthy for one event in flight;
    /// what the proposal pays beyond ours to one account does not make up for another.
    ///
    /// - Complexity: O(n + m).
    /// - Source: AdEx v4 health.
    public static func promilles(
        ours: Balances, proposed: Balances, deposit: Amount
    ) -> UInt64 {
        guard let ownTotal = ours.total, let paid = sharedTotal(ours, proposed),
            let gap = ownTotal.subtracting(paid)
        else { return 0 }
        if gap.isZero { return fullPromilles }
        let lost = gap.multiplied(by: Amount(fullPromilles), dividedBy: deposit)?.uint64
        guard let lost, lost < fullPromilles else { return 0 }
        return fullPromilles - lost
    }

    /// The sum over our accounts of the smaller of both amounts.
    private static func sharedTotal(_ ours: Balances, _ proposed: Balances) -> Amount? {
        var total = Amount.zero
        var index = 0
        for entry in ours.entries {
            while index < proposed.count, proposed.entries[index].account < entry.account {
                index += 1
            }
            guard index < proposed.count, proposed.entries[index].account == entry.account else {
                continue
            }
            guard let sum = total.adding(min(entry.amount, proposed.entries[index].amount)) else {
                return nil
            }
            total = sum
        }
        return total
    }
}
