// This source file is part of the Outpace project. License: see LICENSE.

import Access
import Primitives
import Synchronization

/// The octets that bodies of requests may take together, so that many long ones at once are refused
/// before memory grows; and those that one client may, so that it does not take the others' room.
final class BodyBudget: Sendable {
    /// One client takes at most one of so many parts.
    static let clientPart = 4

    private struct Usage {
        var total = 0
        var byClient: [Bytes: Int] = [:]
    }

    private let limit: Int
    private let usage = Mutex(Usage())

    init(limit: Int) { self.limit = limit }

    /// Takes octets; false when there is no room for them.
    func take(_ count: Int, for client: ClientAddress?) -> Bool {
        let bucket = client?.bucket ?? []
        return usage.withLock { usage in
            let own = usage.byClient[bucket, default: 0] + count
            guard usage.total + count <= limit, own <= limit / Self.clientPart else {
                return false
            }
            usage.total += count
            usage.byClient[bucket] = own
            return true
        }
    }

    /// Gives octets back whose request was answered.
    func giveBack(_ count: Int, for client: ClientAddress?) {
        let bucket = client?.bucket ?? []
        usage.withLock { usage in
            usage.total -= count
            let rest = usage.byClient[bucket, default: 0] - count
            usage.byClient[bucket] = rest > 0 ? rest : nil
        }
    }
}
