// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Mempool
import Outpace
import Primitives

/// One transition: the events it adds and the balances that follow.
struct Step: Sendable {
    let events: [PooledEvent]
    let payouts: [Balances.Entry]
    let beforeFees: Balances
    let balances: Balances
    let paid: Amount

    var ids: [EventID] { events.map(\.key.id) }

    /// Derives balances from events, the same way on every validator.
    ///
    /// - Parameters:
    ///   - events: in key order, none of them twice or included before.
    ///   - base: what the step builds on.
    /// - Returns: nil when an event is there twice, or an amount passes 2^256 - 1, which no deposit
    ///   allows.
    /// - Complexity: O(n + k log k) for n accounts and k events.
    init?(events: [PooledEvent], on base: Base, channel: PaymentChannel, prices: PriceList) {
        guard zip(events, events.dropFirst()).allSatisfy({ $0.key < $1.key }),
            let remaining = channel.deposit.subtracting(base.paid)
        else { return nil }
        payouts = Self.payouts(
            of: events, remaining: remaining, channel: channel, prices: prices)
        guard let beforeFees = base.earnings(with: payouts, in: channel),
            let paid = beforeFees.total,
            let balances = try? Fees.distribute(beforeFees, channel: channel)
        else { return nil }
        self.events = events
        self.beforeFees = beforeFees
        self.balances = balances
        self.paid = paid
    }

    /// What events pay, in their order, and then what is left to a CLOSE among them, whenever it occurred:
    /// so a step with a CLOSE pays nobody less than the same step without it.
    private static func payouts(
        of events: [PooledEvent], remaining: Amount, channel: PaymentChannel, prices: PriceList
    ) -> [Balances.Entry] {
        let earning = events.filter { !$0.isClose }
        let priced = earning.map { event in
            (publisher: event.publisher, price: prices.price(of: event, in: channel))
        }
        let payouts = Payouts.distribute(priced, remaining: remaining)
        guard earning.count < events.count else { return payouts }
        let rest = payouts.reduce(remaining) { $0.subtracting($1.amount) ?? .zero }
        return payouts
            + Payouts.close(creator: channel.creator, fee: channel.spec.cancellationFee, rest: rest)
    }

    /// The merkle root over event ids; nil when there are none.
    static func eventsRoot(_ ids: [EventID]) -> Digest? {
        MerkleTree(leaves: ids.map(\.digest))?.root
    }
}
