// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives
public import Targeting

/// What the leader said impressions cost, and from when on.
///
/// A price depends on the event and this list alone, so leader and followers agree on it once they
/// agree on which statements the list holds; `through` cuts it to those that a proposal was made
/// with.
///
/// - Source: `docs/PROTOCOL.md`, section 6.
public struct PriceList: Hashable, Sendable {
    /// The most entries of a channel's life.
    public static let entryLimit = 1000
    /// How many of them a leader leaves for pauses alone.
    public static let pauseReserve = 100
    /// The most octets of rules in all entries together: read, they take some sixty times as much.
    public static let rulesByteLimit = 64 << 10

    /// One statement of the leader.
    public struct Entry: Hashable, Sendable {
        /// The number of the statement, growing.
        public let sequence: UInt64
        /// What an impression costs; nothing means that the campaign is paused.
        public let price: Amount
        /// What it costs at the publishers named here instead.
        public let perPublisher: Balances
        /// The targeting rules from then on; nil when they stay what they were.
        public let rules: TargetingRules?
        /// Their JSON text.
        public let rulesText: Bytes?
        /// Holds for events that occurred at this time or later.
        public let effectiveFrom: Timestamp

        /// Makes an entry.
        public init(
            sequence: UInt64, price: Amount, perPublisher: Balances,
            rules: TargetingRules? = nil, rulesText: Bytes? = nil, effectiveFrom: Timestamp
        ) {
            self.sequence = sequence
            self.price = price
            self.perPublisher = perPublisher
            self.rules = rules
            self.rulesText = rulesText
            self.effectiveFrom = effectiveFrom
        }
    }

    /// What became of an entry.
    public enum Insertion: Hashable, Sendable {
        /// It is in the list now.
        case inserted
        /// The very same entry was there.
        case known
        /// Another entry has this sequence: the leader contradicts itself. The list keeps the
        /// first.
        case conflicting(Entry)
        /// The list holds `entryLimit` entries, or `rulesByteLimit` octets of rules.
        case full
    }

    /// The entries, ascending by (effectiveFrom, sequence).
    public private(set) var entries: [Entry] = []

    /// An empty list: everything costs the least its bounds allow.
    public init() {}

    /// The highest sequence in the list, 0 when it is empty.
    public private(set) var latestSequence: UInt64 = 0

    /// Every statement up to this one is in the list.
    public private(set) var completeSequence: UInt64 = 0

    private var rulesByteCount = 0

    /// Whether an entry brings rules.
    public private(set) var hasRules = false

    /// Adds a statement; one that is there already changes nothing.
    ///
    /// - Complexity: O(n).
    @discardableResult
    public mutating func insert(_ entry: Entry) -> Insertion {
        if let held = entries.first(where: { $0.sequence == entry.sequence }) {
            return held == entry ? .known : .conflicting(held)
        }
        guard entries.count < Self.entryLimit,
            entry.rulesText?.count ?? 0 <= Self.rulesByteLimit - rulesByteCount
        else { return .full }
        let place = entries.firstIndex { Self.precedes(entry, $0) } ?? entries.endIndex
        entries.insert(entry, at: place)
        latestSequence = max(latestSequence, entry.sequence)
        rulesByteCount += entry.rulesText?.count ?? 0
        if entry.rules != nil { hasRules = true }
        if entry.sequence == completeSequence + 1 { complete() }
        return .inserted
    }

    private mutating func complete() {
        for sequence in entries.map(\.sequence).sorted() where sequence == completeSequence + 1 {
            completeSequence = sequence
        }
    }

    /// The list of the statements up to `sequence`.
    ///
    /// - Complexity: O(n), O(1) when that is all of them.
    public func through(_ sequence: UInt64) -> PriceList {
        if sequence >= latestSequence { return self }
        var list = PriceList()
        list.entries = entries.filter { $0.sequence <= sequence }
        list.latestSequence = list.entries.map(\.sequence).max() ?? 0
        list.completeSequence = min(completeSequence, sequence)
        list.rulesByteCount = list.entries.reduce(0) { $0 + ($1.rulesText?.count ?? 0) }
        list.hasRules = list.entries.contains { $0.rules != nil }
        return list
    }

    /// The targeting rules in force at a time: those that the newest statement by then which has any
    /// brought, else the spec's.
    ///
    /// - Complexity: O(n); O(1) while no statement has rules.
    public func rules(at time: Timestamp, channel: PaymentChannel) -> TargetingRules {
        guard hasRules else { return channel.spec.rules }
        return ruling(at: time)?.rules ?? channel.spec.rules
    }

    /// The JSON text of the rules that took the place of the spec's by a time; nil when none did.
    public func rulesText(at time: Timestamp) -> Bytes? {
        hasRules ? ruling(at: time)?.rulesText : nil
    }

    /// The newest entry by a time that has rules.
    private func ruling(at time: Timestamp) -> Entry? {
        entries.prefix(position(at: time) + 1).last { $0.rules != nil }
    }

    /// The entry in force at a time; nil when there is none yet.
    public func entry(at time: Timestamp) -> Entry? {
        let index = position(at: time)
        return index >= 0 ? entries[index] : nil
    }

    /// What an event pays: its base price, as the channel's targeting rules change it, within the
    /// channel's bounds; nothing when the rules do not show the ad, or the campaign is paused.
    ///
    /// - Parameter input: what the rules may look at; asked for only when there are rules.
    /// - Complexity: that of `basePrice`, and the steps that the rules may take.
    public func price(
        of type: EventType, publisher: Address, occurredAt: Timestamp, channel: PaymentChannel,
        input: () -> TargetingInput
    ) -> Amount {
        let base = basePrice(
            of: type, publisher: publisher, occurredAt: occurredAt, channel: channel)
        let bounds = channel.spec.bounds(of: type)
        let isPaused = type == .impression && isPaused(at: publisher, occurredAt: occurredAt)
        guard !isPaused,
            let outcome = outcome(
                of: type, from: base, occurredAt: occurredAt, channel: channel, input: input)
        else { return base }
        guard outcome.show else { return .zero }
        return bounds.clamp(outcome.price(of: type.name) ?? base)
    }

    /// Whether the rules in force when an event occurred do not show the ad.
    ///
    /// - Parameter input: as for `price`; without one nothing is hidden.
    /// - Complexity: that of `price`.
    public func hides(
        _ type: EventType, publisher: Address, occurredAt: Timestamp, channel: PaymentChannel,
        input: () -> TargetingInput?
    ) -> Bool {
        let base = basePrice(
            of: type, publisher: publisher, occurredAt: occurredAt, channel: channel)
        let outcome = outcome(
            of: type, from: base, occurredAt: occurredAt, channel: channel, input: input)
        return outcome.map { !$0.show } ?? false
    }

    /// What the rules in force make of an event; nil when there are none for it.
    private func outcome(
        of type: EventType, from base: Amount, occurredAt: Timestamp, channel: PaymentChannel,
        input: () -> TargetingInput?
    ) -> TargetingOutcome? {
        let rules = rules(at: occurredAt, channel: channel)
        guard EventType.priced.contains(type), !rules.isEmpty, let input = input() else {
            return nil
        }
        return rules.evaluate(input, from: TargetingOutput(price: base, of: type.name))
    }

    /// Whether the leader set the price of an impression to nothing.
    ///
    /// - Complexity: that of `basePrice`.
    public func isPaused(at publisher: Address?, occurredAt: Timestamp) -> Bool {
        entry(at: occurredAt)?.price(at: publisher).isZero ?? false
    }

    /// What an event costs before rules.
    ///
    /// An impression costs what the newest entry in force when it occurred says for its publisher,
    /// brought within the channel's bounds; a price of nothing stands, it means paused. Without
    /// such an entry, and for every other type, the lower bound is the price.
    ///
    /// - Complexity: O(log n + log p) for p prices per publisher.
    public func basePrice(
        of type: EventType, publisher: Address, occurredAt: Timestamp, channel: PaymentChannel
    ) -> Amount {
        let bounds = channel.spec.bounds(of: type)
        guard type == .impression else { return bounds.min }
        return impressionPrice(at: publisher, occurredAt: occurredAt, within: bounds)
    }

    /// What an impression costs before rules; of a publisher who is not known, the price for all.
    ///
    /// - Complexity: that of `basePrice`.
    func impressionPrice(
        at publisher: Address?, occurredAt: Timestamp, within bounds: PricingBounds
    ) -> Amount {
        guard let price = entry(at: occurredAt)?.price(at: publisher) else { return bounds.min }
        return price.isZero ? price : bounds.clamp(price)
    }

    /// Index of the entry in force at `time`, -1 when none is.
    private func position(at time: Timestamp) -> Int {
        entries.partitioningIndex { $0.effectiveFrom > time } - 1
    }

    private static func precedes(_ left: Entry, _ right: Entry) -> Bool {
        (left.effectiveFrom, left.sequence) < (right.effectiveFrom, right.sequence)
    }
}

extension PriceList.Entry {
    /// The price at a publisher; of one who is not known, the price for all.
    func price(at publisher: Address?) -> Amount {
        publisher.flatMap { perPublisher[$0] } ?? price
    }

    /// Whether it pauses the whole campaign.
    public var isPause: Bool {
        price.isZero && perPublisher.entries.isEmpty && rules == nil
    }

    /// Whether every price is within the channel's bounds for impressions, or nothing, which means
    /// paused.
    ///
    /// - Complexity: O(p) in prices per publisher.
    public func isWithinBounds(of channel: PaymentChannel) -> Bool {
        let bounds = channel.spec.bounds(of: .impression)
        let prices = [price] + perPublisher.entries.map(\.amount)
        return prices.allSatisfy { $0.isZero || $0 == bounds.clamp($0) }
    }
}
