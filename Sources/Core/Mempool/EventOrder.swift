// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// The keys of a pool's events, oldest first: the sorted set of event keys with their fingerprint.
///
/// Concrete, so that release builds specialise the tree for it wherever it is called from.
public struct EventOrder: Sendable {
    private var keys = SortedSet<OrderKey>()

    /// No keys.
    public init() {}

    /// How many keys there are. O(1).
    public var count: Int { keys.count }

    /// The sum of all ids. O(1).
    public var fingerprint: Fingerprint { keys.summary }

    /// The oldest key. O(log n).
    public var first: EventKey? { keys.first?.key }

    /// The newest key. O(log n).
    public var last: EventKey? { keys.last?.key }

    /// Whether the key is here. O(log n).
    public func contains(_ key: EventKey) -> Bool { keys.contains(OrderKey(key)) }

    /// Puts a key in its place; false when it was there. O(log n).
    @discardableResult
    public mutating func insert(_ key: EventKey) -> Bool { keys.insert(OrderKey(key)) }

    /// Takes a key out; false when it was not there. O(log n).
    @discardableResult
    public mutating func remove(_ key: EventKey) -> Bool { keys.remove(OrderKey(key)) }

    /// Takes the oldest key out. O(log n).
    public mutating func popFirst() -> EventKey? { keys.popFirst()?.key }

    /// How many keys are below `key`. O(log n).
    public func rank(of key: EventKey) -> Int { keys.rank(of: OrderKey(key)) }

    /// The key that so many others are below; nil past the end. O(log n).
    public func key(atRank rank: Int) -> EventKey? { keys.element(atRank: rank)?.key }

    /// Count and sum of the keys with `lower <= key < upper`; nil stands for either end. O(log n).
    public func summary(
        from lower: EventKey?, to upper: EventKey?
    ) -> (count: Int, sum: Fingerprint) {
        keys.summary(from: lower.map(OrderKey.init), to: upper.map(OrderKey.init))
    }

    /// Calls `body` with each key not below `lower`, ascending, until it returns false.
    public func visit(from lower: EventKey?, _ body: (EventKey) -> Bool) {
        keys.visit(from: lower.map(OrderKey.init)) { body($0.key) }
    }
}
