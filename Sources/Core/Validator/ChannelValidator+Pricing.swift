// This source file is part of the Outpace project. License: see LICENSE.

package import Outpace
package import Primitives
package import ValidatorMessages

extension ChannelValidator {
    /// A price statement of the leader that takes effect now; nil when it is out of bounds.
    package func price(
        _ price: Amount, perPublisher: [Balances.Entry], at now: Timestamp
    ) -> SetImpressionPrice? {
        let statement = SetImpressionPrice(
            channel: channel.id, sequence: prices.latestSequence + 1, price: price,
            perPublisher: perPublisher, effectiveFrom: now)
        guard let entry = PriceList.Entry(statement), entry.isWithinBounds(of: channel) else {
            return nil
        }
        return statement
    }

    /// Whether an impression that occurs now is worth nothing.
    package func isPaused(at now: Timestamp) -> Bool {
        prices.basePrice(
            of: .impression, publisher: channel.creator, occurredAt: now, channel: channel
        ).isZero
    }

    /// The price statements that follow one, oldest first.
    package func priceStatements(after sequence: UInt64) -> [SignedStatement] {
        priceStatements.filter {
            guard case .setImpressionPrice(let price) = $0.statement else { return false }
            return price.sequence > sequence
        }
    }
}

extension PriceList.Entry {
    /// The list entry a statement makes; nil when it names a publisher twice.
    init?(_ statement: SetImpressionPrice) {
        guard let perPublisher = try? Balances(statement.perPublisher) else { return nil }
        self.init(
            sequence: statement.sequence, price: statement.price, perPublisher: perPublisher,
            effectiveFrom: statement.effectiveFrom)
    }
}
