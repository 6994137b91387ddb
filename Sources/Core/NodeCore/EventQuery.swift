// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// The place of an included event in the order in which a node learns of inclusions: what is
/// included later comes later, whenever the event itself arrived.
public struct EventPlace: Hashable, Sendable {
    /// The number under which storage keeps the state.
    public let state: Int64
    /// The number under which storage keeps the event.
    public let event: Int64

    /// Puts a place together.
    public init(state: Int64, event: Int64) {
        self.state = state
        self.event = event
    }
}

/// Which included events of a channel are asked for, in the order of their places.
public struct EventQuery: Hashable, Sendable {
    /// Whose: the octets of a user, or the address of a publisher.
    public var account: Bytes
    /// Only those after this place; nil to start with the first.
    public var after: EventPlace?
    /// How many at most.
    public var limit: Int

    /// Asks for events.
    public init(account: Bytes, after: EventPlace? = nil, limit: Int) {
        self.account = account
        self.after = after
        self.limit = limit
    }
}

/// An event of an approved state, and the proof that the state includes it.
public struct IncludedEvent: Hashable, Sendable {
    /// Its place.
    public let place: EventPlace
    /// Its id: the leaf that the proof starts from.
    public let id: EventID
    /// Its record, which the id is the hash of.
    public let record: Bytes
    /// What it paid before fees; nil when the state does not tell.
    public let amount: Amount?
    /// The state that includes it.
    public let state: IncludingState
    /// The siblings from the id up to the root of the state's events.
    public let proof: [Digest]

    /// Puts the parts together.
    public init(
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
public struct IncludingState: Hashable, Sendable {
    /// The sequence of its proposal.
    public let sequence: UInt64
    /// The state root.
    public let root: Digest
    /// The merkle root over the ids of its events.
    public let eventsRoot: Digest

    /// Puts the parts together.
    public init(sequence: UInt64, root: Digest, eventsRoot: Digest) {
        self.sequence = sequence
        self.root = root
        self.eventsRoot = eventsRoot
    }
}

/// Some of an account's included events.
public struct EventPage: Hashable, Sendable {
    /// The events, in the order of their places.
    public let events: [IncludedEvent]
    /// Whether that were all that are stored now.
    public let isLast: Bool
    /// How many of the channel's events, of whatever account, were included without a record here.
    public let unrecordedCount: UInt64

    /// Puts a page together.
    public init(events: [IncludedEvent], isLast: Bool, unrecordedCount: UInt64 = 0) {
        self.events = events
        self.isLast = isLast
        self.unrecordedCount = unrecordedCount
    }
}
