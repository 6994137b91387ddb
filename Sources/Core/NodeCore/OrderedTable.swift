// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// What may want to be woken.
protocol Waiting {
    /// When; nil for never.
    var nextDeadline: Instant? { get }
}

/// A dictionary whose keys are held in ascending order, and which remembers what was changed, so that
/// whoever looks after all entries need not look at each of them.
struct OrderedTable<Key: Comparable & Sendable, Value: Sendable & Waiting>: Sendable {
    /// What is remembered of an entry beside its value.
    private struct Mark: Sendable {
        /// Whether the value may have changed since `settle` was last called for it.
        var isChanged = true
        /// The deadline that `settle` was told then.
        var deadline: Instant?
    }

    /// The keys, ascending.
    private(set) var keys: [Key] = []
    /// The values in the order of their keys; none of them is nil between two calls.
    private var values: [Value?] = []
    private var marks: [Mark] = []
    /// What stands for the value of a key that has none; always nil.
    private var absent: Value?

    var count: Int { keys.count }

    /// The places of all entries, in the order of their keys.
    var indices: Range<Int> { keys.indices }

    /// Whether there is an entry. O(log n), and touches no value.
    func contains(_ key: Key) -> Bool { place(of: key) != nil }

    /// The value of a key, looked at and changed where it lies. O(log n).
    ///
    /// Read by `get`: what a coroutine hands out of a generic value is copied whole, what `get` answers
    /// only as far as it is looked at.
    subscript(key: Key) -> Value? {
        get { if let place = place(of: key) { values[place] } else { nil } }
        _modify {
            if let place = place(of: key) {
                marks[place].isChanged = true
                defer { Self.check(values[place] != nil) }
                yield &values[place]
            } else {
                defer { Self.check(absent == nil) }
                yield &absent
            }
        }
    }

    /// The value at a place; there is one.
    subscript(at place: Int) -> Value? {
        get { values[place] }
        _modify {
            marks[place].isChanged = true
            defer { Self.check(values[place] != nil) }
            yield &values[place]
        }
    }

    /// Puts a value in for a key that has none. O(n).
    mutating func insert(_ value: Value, for key: Key) {
        let place = keys.partitioningIndex { !($0 < key) }
        precondition(place == keys.count || keys[place] != key, "two entries of one key")
        keys.insert(key, at: place)
        values.insert(value, at: place)
        marks.insert(Mark(), at: place)
    }

    /// Takes an entry out and answers its value; nil when there is none. O(n).
    mutating func removeValue(forKey key: Key) -> Value? {
        guard let place = place(of: key) else { return nil }
        keys.remove(at: place)
        marks.remove(at: place)
        return values.remove(at: place)
    }

    /// Whether an entry was changed, or its deadline has come, since it was settled.
    func needsSettling(at place: Int, now: Instant) -> Bool {
        marks[place].isChanged || marks[place].deadline.map { $0 <= now } ?? false
    }

    /// Takes note that an entry was looked after, and of what it waits for.
    mutating func settle(at place: Int, deadline: Instant?) {
        marks[place] = Mark(isChanged: false, deadline: deadline)
    }

    /// The earliest deadline of all entries: as it was settled, or as it is now of entries that were
    /// changed.
    var earliestDeadline: Instant? {
        var earliest: Instant?
        for place in indices {
            let mark = marks[place]
            let due = mark.isChanged ? values[place]?.nextDeadline : mark.deadline
            earliest = Instant.earlier(earliest, due)
        }
        return earliest
    }

    /// Entries come and go by `insert` and `removeValue`, not by what is written to a subscript.
    private static func check(_ isKept: Bool) {
        precondition(isKept, "an entry that comes or goes by a subscript")
    }

    private func place(of key: Key) -> Int? { keys.sortedIndex(of: key) }
}
