// This source file is part of the Outpace project. License: see LICENSE.

package import Primitives

/// The place of an included event in the order in which a node learns of inclusions: what is
/// included later comes later, whenever the event itself arrived.
package struct EventPlace: Hashable, Sendable {
    /// The number under which storage keeps the state.
    package let state: Int64
    /// The number under which storage keeps the event.
    package let event: Int64

    /// Puts a place together.
    package init(state: Int64, event: Int64) {
        self.state = state
        self.event = event
    }
}

/// Which included events of a channel are asked for, in the order of their places.
package struct EventQuery: Hashable, Sendable {
    /// Whose: the octets of a user, or the address of a publisher.
    package var account: Bytes
    /// Only those after this place; nil to start with the first.
    package var after: EventPlace?
    /// How many at most.
    package var limit: Int

    /// Asks for events.
    package init(account: Bytes, after: EventPlace? = nil, limit: Int) {
        self.account = account
        self.after = after
        self.limit = limit
    }
}

/// An event of an approved state, and the proof that the state includes it.
package struct IncludedEvent: Hashable, Sendable {
    /// Its place.
    package let place: EventPlace
    /// Its id: the leaf that the proof starts from.
    package let id: EventID
    /// Its record, which the id is the hash of.
    package let record: Bytes
    /// What it paid before fees; nil when the state does not tell.
    package let amount: Amount?
    /// The state that includes it.
    package let state: IncludingState
    /// The siblings from the id up to the root of the state's events.
    package let proof: [Digest]

    /// Puts the parts together.
    package init(
        place: EventPlace, id: EventID, record: Bytes, amount: Amount?, state: IncludingState,
        proof: [Digest]
    ) {
        self.place = place
        self.id = id
        self.record = record
        self.amount = amount
        self.state = state
        self.proof = proof
    }
}

/// What names an approved state and the events in it.
package struct IncludingState: Hashable, Sendable {
    /// The sequence of its proposal.
    package let sequence: UInt64
    /// The state root.
    package let root: Digest
    /// The merkle root over the ids of its events.
    package let eventsRoot: Digest

    /// Puts the parts together.
    package init(sequence: UInt64, root: Digest, eventsRoot: Digest) {
        self.sequence = sequence
        self.root = root
        self.eventsRoot = eventsRoot
    }
}

/// Some of an account's included events.
package struct EventPage: Hashable, Sendable {
    /// The events, in the order of their places.
    package let events: [IncludedEvent]
    /// Whether that were all that are stored now.
    package let isLast: Bool
    /// How many of the channel's events, of whatever account, were included without a record here.
    package let unrecordedCount: UInt64

    /// Puts a page together.
    package init(events: [IncludedEvent], isLast: Bool, unrecordedCount: UInt64 = 0) {
        self.events = events
        self.isLast = isLast
        self.unrecordedCount = unrecordedCount
    }
}
