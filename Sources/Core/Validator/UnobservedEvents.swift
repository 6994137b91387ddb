// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// Included events that are not accountable to this validator, less those that became so later.
///
/// At most `trackedLimit` are tracked one by one, the newest; what is older counts for good.
struct UnobservedEvents: Sendable {
    private var observers: [EventID: ValidatorSet] = [:]
    /// The tracked ids, oldest first, from `head` on; some are tracked no more.
    private var order: [EventID] = []
    private var head = 0
    private var settled = 0

    var count: Int { observers.count + settled }

    mutating func insert(_ id: EventID, observers: ValidatorSet, trackedLimit: Int) {
        guard self.observers.updateValue(observers, forKey: id) == nil else { return }
        order.append(id)
        while self.observers.count > trackedLimit, head < order.count {
            if self.observers.removeValue(forKey: order[head]) != nil { settled += 1 }
            head += 1
        }
        guard order.count > 2 * trackedLimit else { return }
        // Those that became accountable leave gaps; the rest moves up, once in so many insertions.
        order = order[head...].filter { self.observers[$0] != nil }
        head = 0
    }

    /// Counts events of which nothing is known any more.
    mutating func assume(_ count: Int) { settled += count }

    mutating func observe(_ id: EventID, by validator: Int, own: Int?, validators: Int) {
        guard var known = observers[id] else { return }
        known.insert(validator)
        let isAccountable = validator == own || known.isSupermajority(of: validators)
        observers[id] = isAccountable ? nil : known
    }

    mutating func remove(_ id: EventID) { observers[id] = nil }
}
