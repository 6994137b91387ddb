// This source file is part of the Outpace project. License: see LICENSE.

import Access
import Primitives
import Synchronization

/// How many connections each client holds, so that one cannot take the others' places.
///
/// Our proxies stand for many clients, and whoever is on this machine has better ways to do harm: they
/// are not counted.
final class ClientCensus: Sendable {
    private let limit: Int
    private let proxies: Set<ClientAddress>
    private let counts = Mutex<[Bytes: Int]>([:])

    /// - Parameters:
    ///   - limit: the connections that one client may hold.
    ///   - proxies: addresses that may hold any number.
    init(limit: Int, proxies: Set<ClientAddress>) {
        self.limit = limit
        self.proxies = proxies
    }

    /// Counts a connection; false when its client holds too many.
    func enter(_ client: ClientAddress) -> Bool {
        guard isCounted(client) else { return true }
        return counts.withLock { counts in
            let count = counts[client.bucket, default: 0]
            guard count < limit else { return false }
            counts[client.bucket] = count + 1
            return true
        }
    }

    /// Forgets a connection that was counted.
    func leave(_ client: ClientAddress) {
        guard isCounted(client) else { return }
        counts.withLock { counts in
            let rest = counts[client.bucket, default: 0] - 1
            counts[client.bucket] = rest > 0 ? rest : nil
        }
    }

    /// How many clients are counted now.
    var clientCount: Int { counts.withLock { $0.count } }

    private func isCounted(_ client: ClientAddress) -> Bool {
        !proxies.contains(client) && !client.isLoopback
    }
}
