// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// The names of messages that came or went out, for as long as copies of them may still arrive.
///
/// Bounded by age and by count; the oldest go first.
struct SeenCache: Sendable {
    private let lifetime: Duration
    private let countLimit: Int
    private struct Entry {
        let firstSeen: Instant
        var isAccepted = false

        /// False when it was accepted before.
        mutating func accept() -> Bool {
            defer { isAccepted = true }
            return !isAccepted
        }
    }

    private var entries: [MessageID: Entry] = [:]
    private var order: [(id: MessageID, expires: Instant)] = []
    private var first = 0

    init(lifetime: Duration, countLimit: Int) {
        self.lifetime = lifetime
        self.countLimit = countLimit
    }

    var count: Int { entries.count }

    func contains(_ id: MessageID) -> Bool { entries[id] != nil }

    /// When a message that was accepted came first; nil for another.
    func acceptedSince(_ id: MessageID) -> Instant? {
        entries[id].flatMap { $0.isAccepted ? $0.firstSeen : nil }
    }

    /// Remembers a name; false when it was there.
    mutating func insert(_ id: MessageID, at now: Instant) -> Bool {
        guard entries[id] == nil else { return false }
        entries[id] = Entry(firstSeen: now)
        note(id, at: now)
        return true
    }

    /// Marks a message as accepted, and remembers its name; false when it was already.
    mutating func accept(_ id: MessageID, at now: Instant) -> Bool {
        let count = entries.count
        let isFirst = entries[id, default: Entry(firstSeen: now)].accept()
        if entries.count > count { note(id, at: now) }
        return isFirst
    }

    /// Puts a name that was entered last in line; the first goes when they have become too many.
    private mutating func note(_ id: MessageID, at now: Instant) {
        if entries.count > countLimit { dropFirst() }
        order.append((id, now.advanced(by: lifetime)))
    }

    /// Forgets what is too old.
    mutating func expire(at now: Instant) {
        while first < order.count, order[first].expires <= now { dropFirst() }
    }

    private mutating func dropFirst() {
        guard first < order.count else { return }
        entries[order[first].id] = nil
        first += 1
        if first > 1_024, first * 2 > order.count {
            order.removeFirst(first)
            first = 0
        }
    }
}
