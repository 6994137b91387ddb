// This source file is part of the Outpace project. License: see LICENSE.

import Synchronization

/// The octets that bodies of requests may take together, so that many long ones at once are refused
/// before memory grows.
final class BodyBudget: Sendable {
    private let limit: Int
    private let used = Mutex(0)

    init(limit: Int) { self.limit = limit }

    /// Takes octets; false when there is no room for them.
    func take(_ count: Int) -> Bool {
        used.withLock { used in
            guard used + count <= limit else { return false }
            used += count
            return true
        }
    }

    /// Gives octets back whose request was answered.
    func giveBack(_ count: Int) { used.withLock { $0 -= count } }
}
