// This source file is part of the Outpace project. License: see LICENSE.

package import Outpace
package import Primitives
import Targeting
package import ValidatorMessages

extension ChannelValidator {
    /// A price statement of the leader that takes effect now; nil when it is out of bounds.
    package func price(
        _ price: Amount, perPublisher: [Balances.Entry], at now: Timestamp
    ) -> SetImpressionPrice? {
        let statement = SetImpressionPrice(
            channel: channel.id, sequence: prices.latestSequence + 1, price: price,
            perPublisher: perPublisher, effectiveFrom: now)
        guard let entry = PriceList.Entry(statement), entry.isWithinBounds(of: channel),
            statement.fitsGossip
        else { return nil }
        return statement
    }

    /// A statement of the leader that other rules hold from now on, at the prices in force; nil when
    /// they are invalid or too long.
    package func retargeting(_ rules: Bytes, at now: Timestamp) -> SetImpressionPrice? {
        let inForce = prices.entry(at: now)
        let statement = SetImpressionPrice(
            channel: channel.id, sequence: prices.latestSequence + 1,
            price: inForce?.price ?? channel.spec.bounds(of: .impression).min,
            perPublisher: inForce?.perPublisher.entries ?? [], targetingRules: rules,
            effectiveFrom: now)
        guard rules.count <= StatementLimits.targetingRulesByteLimit,
            PriceList.Entry(statement) != nil, statement.fitsGossip
        else { return nil }
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

extension SetImpressionPrice {
    /// Whether it reaches those who have no direct lane with the leader.
    fileprivate var fitsGossip: Bool {
        Statement.setImpressionPrice(self).encode().count <= StatementLimits.gossipByteLimit
    }
}

extension PriceList.Entry {
    /// The list entry a statement makes; nil when it names a publisher twice, or its rules are invalid.
    init?(_ statement: SetImpressionPrice) {
        guard let perPublisher = try? Balances(statement.perPublisher) else { return nil }
        var rules: TargetingRules?
        if let octets = statement.targetingRules {
            guard let read = try? TargetingRules.checked(octets: octets) else { return nil }
            rules = read
        }
        self.init(
            sequence: statement.sequence, price: statement.price, perPublisher: perPublisher,
            rules: rules, effectiveFrom: statement.effectiveFrom)
    }
}
