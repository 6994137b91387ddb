// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// What a step's events pay.
public enum Payouts {
    /// What the end of a campaign pays: the cancellation fee, and the rest to the creator.
    ///
    /// With it everything is distributed, so validators get their whole fees.
    ///
    /// - Parameter rest: what the deposit still holds before fees.
    public static func close(
        creator: Address, fee: CancellationFee?, rest: Amount
    ) -> [Balances.Entry] {
        let kept = fee?.amount(of: rest) ?? .zero
        guard let returned = rest.subtracting(kept) else { return [] }
        return [
            fee.map { Balances.Entry(account: $0.recipient, amount: kept) },
            Balances.Entry(account: creator, amount: returned),
        ].compactMap { $0 }.filter { !$0.amount.isZero }
    }

    /// Pays events in order until nothing remains; the last one paid may get less than its price.
    ///
    /// The order is that of the mempool, so leader and followers split the last units alike.
    ///
    /// - Parameters:
    ///   - events: who is paid and how much, in key order.
    ///   - remaining: what the deposit still holds before fees.
    /// - Returns: one entry for each event that is paid more than nothing, in the order of the
    ///   events; an account may occur more than once.
    /// - Complexity: O(n).
    public static func distribute(
        _ events: some Sequence<(publisher: Address, price: Amount)>, remaining: Amount
    ) -> [Balances.Entry] {
        var payouts: [Balances.Entry] = []
        var remaining = remaining
        for (publisher, price) in events {
            let payout = min(price, remaining)
            if payout.isZero { continue }
            guard let rest = remaining.subtracting(payout) else { break }
            remaining = rest
            payouts.append(Balances.Entry(account: publisher, amount: payout))
        }
        return payouts
    }
}
