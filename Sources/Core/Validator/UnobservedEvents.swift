// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// Included events that are not accountable to this validator, less those that became so later.
///
/// At most `trackedLimit` are tracked one by one; what is over it counts for good.
struct UnobservedEvents: Sendable {
    private var observers: [EventID: ValidatorSet] = [:]
    private var settled = 0

    var count: Int { observers.count + settled }

    mutating func insert(_ id: EventID, observers: ValidatorSet, trackedLimit: Int) {
        if self.observers.count < trackedLimit {
            self.observers[id] = observers
        } else {
            settled += 1
        }
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
