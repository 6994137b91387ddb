// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Synchronization

/// What the node offers, arranged for queries, so that a query costs no look at the node's state.
///
/// Only what changed since is taken over from the node, and it is not asked more often than once
/// in a maximum age.
final class OfferMemory: Sendable {
    private struct State {
        var book: BidBook
        var version: UInt64 = 0
        var askedAt: ContinuousClock.Instant?
    }

    private let maximumAge: Duration
    private let state: Mutex<State>

    init(bounds: BiddingLimits, maximumAge: Duration) {
        self.maximumAge = maximumAge
        state = Mutex(State(book: BidBook(limits: bounds)))
    }

    /// The offers as they were at most a maximum age ago.
    func book(from gateway: any OfferGateway) async -> BidBook {
        let now = ContinuousClock.now
        let held = state.withLock { state in
            let isFresh = state.askedAt.map { now - $0 < maximumAge } ?? false
            // Before the first answer there is nothing else to go by, so everybody asks.
            if !isFresh, state.version > 0 { state.askedAt = now }
            return (book: state.book, version: state.version, isFresh: isFresh)
        }
        if held.isFresh { return held.book }
        let changes = await gateway.offers(after: held.version)
        var book = held.book
        book.take(changes.offers)
        return state.withLock { state in
            if changes.version > state.version {
                state.book = book
                state.version = changes.version
                state.askedAt = state.askedAt ?? now
            }
            return state.book
        }
    }
}
