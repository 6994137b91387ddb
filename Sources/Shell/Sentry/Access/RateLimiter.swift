// This source file is part of the Outpace project. License: see LICENSE.

import Access
import Primitives
import Synchronization

/// The limits in use, in memory for the decision and in a store for the next start.
///
/// A limit is in use from the moment it is taken in memory, and a submission goes on only once the
/// store has it: neither a concurrent request nor one after a crash finds it free.
final class RateLimiter: Sendable {
    private let store: any RateLimitStore
    private let table: Mutex<RateLimitTable>

    init(store: any RateLimitStore, bounds: RateLimitBounds) {
        self.store = store
        table = Mutex(RateLimitTable(bounds: bounds))
    }

    /// Puts back what was in use before a restart.
    func restore(at now: Timestamp) async throws {
        let limits = try await store.load(at: now)
        table.withLock { $0.restore(limits) }
    }

    /// Takes all of the limits, or none.
    func take(_ limits: [RateLimit], at now: Timestamp) async throws -> RateLimitAnswer {
        let answer = table.withLock { $0.take(limits, at: now) }
        guard answer == .taken else { return answer }
        do {
            try await store.save(limits, at: now)
        } catch {
            table.withLock { $0.giveBack(limits) }
            throw error
        }
        return answer
    }

    /// Frees limits whose submission was not taken after all.
    func giveBack(_ limits: [RateLimit]) async throws {
        guard !limits.isEmpty else { return }
        // The store first: what is free in memory may be taken, and stored, at once.
        try await store.remove(limits)
        table.withLock { $0.giveBack(limits) }
    }
}
