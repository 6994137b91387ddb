// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// Events that followers named missing: each follower has a share of its own, so that one that names
/// inventions takes nobody else's word.
struct NamedEvents: Sendable {
    private let shareLimit: Int
    private var namers: [EventID: Int] = [:]
    private var counts: [Int]

    /// Holds at most `limit` events of all validators together.
    init(validators: Int, limit: Int) {
        shareLimit = limit / max(1, validators)
        counts = Array(repeating: 0, count: validators)
    }

    var isEmpty: Bool { namers.isEmpty }

    func contains(_ id: EventID) -> Bool { namers[id] != nil }

    /// Remembers an event while the validator's share has room.
    mutating func insert(_ id: EventID, by validator: Int) {
        guard namers[id] == nil, counts.indices.contains(validator),
            counts[validator] < shareLimit
        else { return }
        namers[id] = validator
        counts[validator] += 1
    }

    mutating func remove(_ id: EventID) {
        if let validator = namers.removeValue(forKey: id) { counts[validator] -= 1 }
    }
}
