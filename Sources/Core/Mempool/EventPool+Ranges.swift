// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

extension EventPool {
    /// The events with `after < key <= through`, in key order, at most `limit`.
    ///
    /// - Parameter after: nil to begin with the oldest.
    public func events(
        after: EventKey?, through: EventKey, limit: Int = .max
    ) -> [PooledEvent] {
        ids(after: after, through: through, limit: limit).compactMap { self[$0] }
    }

    /// The ids of the events with `after < key <= through`, in key order, at most `limit`.
    public func ids(after: EventKey?, through: EventKey, limit: Int = .max) -> [EventID] {
        var result: [EventID] = []
        guard limit > 0 else { return result }
        order.visit(from: after) { key in
            guard key <= through else { return false }
            if key != after { result.append(key.id) }
            return result.count < limit
        }
        return result
    }

    /// The keys with `lower <= key < upper`, ascending, at most `limit`; nil stands for either end.
    public func keys(from lower: EventKey?, to upper: EventKey?, limit: Int = .max) -> [EventKey] {
        var result: [EventKey] = []
        guard limit > 0 else { return result }
        order.visit(from: lower) { key in
            if let upper, key >= upper { return false }
            result.append(key)
            return result.count < limit
        }
        return result
    }

    /// Count and sum of the keys with `lower <= key < upper`; nil stands for either end. O(log n).
    public func summary(
        from lower: EventKey?, to upper: EventKey?
    ) -> (count: Int, sum: Fingerprint) {
        order.summary(from: lower, to: upper)
    }

    /// How many keys are below `key`. O(log n).
    public func rank(of key: EventKey) -> Int { order.rank(of: key) }

    /// The key that so many others are below; nil past the end. O(log n).
    public func key(atRank rank: Int) -> EventKey? { order.key(atRank: rank) }
}
