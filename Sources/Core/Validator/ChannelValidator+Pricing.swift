// This source file is part of the Outpace project. License: see LICENSE.

public import Outpace
public import Primitives
import Targeting
public import ValidatorMessages

/// Why a leader cannot say a price.
public enum PriceRefusal: Error, Hashable, Sendable {
    /// A price lies outside the channel's bounds, a publisher is named twice, or there are too many.
    case outOfBounds
    /// The targeting rules are invalid or too long.
    case invalidRules
    /// The channel has had as many price statements as it may, or as long rules.
    case tooMany
}

extension ChannelValidator {
    /// A price statement of the leader that takes effect now, or why there can be none.
    public func price(
        _ price: Amount, perPublisher: [Balances.Entry], at now: Timestamp
    ) -> Result<SetImpressionPrice, PriceRefusal> {
        let statement = SetImpressionPrice(
            channel: channel.id, sequence: prices.latestSequence + 1, price: price,
            perPublisher: perPublisher, effectiveFrom: now)
        guard let entry = PriceList.Entry(statement), entry.isWithinBounds(of: channel),
            statement.fitsGossip
        else { return .failure(.outOfBounds) }
        return hasRoom(for: entry) ? .success(statement) : .failure(.tooMany)
    }

    /// A statement of the leader that other rules hold from now on, at the prices in force, or why there
    /// can be none.
    public func retargeting(
        _ rules: Bytes, at now: Timestamp
    ) -> Result<SetImpressionPrice, PriceRefusal> {
        let inForce = prices.entry(at: now)
        let statement = SetImpressionPrice(
            channel: channel.id, sequence: prices.latestSequence + 1,
            price: inForce?.price ?? channel.spec.bounds(of: .impression).min,
            perPublisher: inForce?.perPublisher.entries ?? [], targetingRules: rules,
            effectiveFrom: now)
        guard rules.count <= StatementLimits.targetingRulesByteLimit,
            let entry = PriceList.Entry(statement), statement.fitsGossip
        else { return .failure(.invalidRules) }
        return hasRoom(for: entry) ? .success(statement) : .failure(.tooMany)
    }

    /// Whether the list takes one more; the last places are for pauses.
    private func hasRoom(for entry: PriceList.Entry) -> Bool {
        let reserve = entry.isPause ? 0 : PriceList.pauseReserve
        guard prices.entries.count < PriceList.entryLimit - reserve else { return false }
        var prices = prices
        return prices.insert(entry) == .inserted
    }

    /// Whether the leader has paused the campaign.
    public func isPaused(at now: Timestamp) -> Bool {
        prices.isPaused(at: nil, occurredAt: now)
    }

    /// The price statements that follow one, oldest first.
    public func priceStatements(after sequence: UInt64) -> [SignedStatement] {
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
            rules: rules, rulesText: statement.targetingRules,
            effectiveFrom: statement.effectiveFrom)
    }
}
