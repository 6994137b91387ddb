// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// The sorted set that is reconciled, as much of it as reconciliation has to see.
///
/// Keys are ordered by time and then id. Nothing is asked that a tree with counts and sums in its nodes
/// does not answer in O(log n), listed keys excepted.
public protocol OrderedKeys {
    /// How many keys are below `key`, whether it is in the set or not.
    func rank(of key: EventKey) -> Int

    /// The key that so many others are below; nil past the end.
    func key(atRank rank: Int) -> EventKey?

    /// Count and sum modulo 2^256 of the ids of the keys with `lower <= key < upper`; nil as the
    /// upper end stands for no bound.
    func sum(from lower: EventKey, to upper: EventKey?) -> RangeSum

    /// The keys with `lower <= key < upper`, ascending, at most `limit`.
    func listed(from lower: EventKey, to upper: EventKey?, limit: Int) -> [EventKey]

    /// Whether the other side may have what the key names; what it may not have is not named to it.
    func isOffered(_ key: EventKey) -> Bool
}

/// Count and sum of the ids of a range.
public struct RangeSum: Hashable, Sendable {
    /// How many keys lie in the range.
    public let count: Int
    /// The sum of their ids modulo 2^256, each read as a big-endian number.
    public let sum: Digest

    /// Pairs a count and a sum.
    public init(count: Int, sum: Digest) {
        self.count = count
        self.sum = sum
    }
}

extension OrderedKeys {
    /// Everything may be had.
    public func isOffered(_ key: EventKey) -> Bool { true }

    /// The least key that splits the set before the key of this rank: its time, and as few octets of
    /// its id as tell it from the key before.
    func boundary(atRank rank: Int) -> EventKey? {
        guard let key = key(atRank: rank), KeyBound.isWritable(key) else { return nil }
        guard rank > 0, let before = self.key(atRank: rank - 1), before.occurredAt == key.occurredAt
        else { return EventKey(occurredAt: key.occurredAt, id: EventID(.zero)) }
        let bytes = key.id.bytes
        let common = zip(bytes, before.id.bytes).prefix { $0 == $1 }.count
        return KeyBound.key(at: key.occurredAt, prefix: bytes.prefix(common + 1))
    }
}
