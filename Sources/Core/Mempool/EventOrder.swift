// This source file is part of the Outpace project. License: see LICENSE.

package import Primitives

/// The keys of a pool's events, oldest first: the sorted set of event keys with their fingerprint.
///
/// Concrete, so that release builds specialise the tree for it wherever it is called from.
package struct EventOrder: Sendable {
    private var keys = SortedSet<OrderKey>()

    /// No keys.
    package init() {}

    /// How many keys there are. O(1).
    package var count: Int { keys.count }

    /// The sum of all ids. O(1).
    package var fingerprint: Fingerprint { keys.summary }

    /// The oldest key. O(log n).
    package var first: EventKey? { keys.first?.key }

    /// The newest key. O(log n).
    package var last: EventKey? { keys.last?.key }

    /// Whether the key is here. O(log n).
    package func contains(_ key: EventKey) -> Bool { keys.contains(OrderKey(key)) }

    /// Puts a key in its place; false when it was there. O(log n).
    @discardableResult
    package mutating func insert(_ key: EventKey) -> Bool { keys.insert(OrderKey(key)) }

    /// Takes a key out; false when it was not there. O(log n).
    @discardableResult
    package mutating func remove(_ key: EventKey) -> Bool { keys.remove(OrderKey(key)) }

    /// Takes the oldest key out. O(log n).
    package mutating func popFirst() -> EventKey? { keys.popFirst()?.key }

    /// How many keys are below `key`. O(log n).
    package func rank(of key: EventKey) -> Int { keys.rank(of: OrderKey(key)) }

    /// The key that so many others are below; nil past the end. O(log n).
    package func key(atRank rank: Int) -> EventKey? { keys.element(atRank: rank)?.key }

    /// Count and sum of the keys with `lower <= key < upper`; nil stands for either end. O(log n).
    package func summary(
        from lower: EventKey?, to upper: EventKey?
    ) -> (count: Int, sum: Fingerprint) {
        keys.summary(from: lower.map(OrderKey.init), to: upper.map(OrderKey.init))
    }

    /// Calls `body` with each key not below `lower`, ascending, until it returns false.
    package func visit(from lower: EventKey?, _ body: (EventKey) -> Bool) {
        keys.visit(from: lower.map(OrderKey.init)) { body($0.key) }
    }
}
