// This source file is part of the Outpace project. License: see LICENSE.

import Mempool
import Primitives

/// An approved state with the events that it added, kept for peers that are a little behind.
struct RecentState: Sendable {
    let state: ApprovedState
    let events: [PooledEvent]
    private let places: [EventID: Int]

    init(_ state: ApprovedState, events: [PooledEvent]) {
        self.state = state
        self.events = events
        places = Dictionary(
            events.indices.map { (events[$0].id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The record of one of the events. O(1): a peer that lags asks for thousands, and for others.
    func record(of id: EventID) -> Bytes? { places[id].map { events[$0].record } }
}
