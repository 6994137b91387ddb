// This source file is part of the Outpace project. License: see LICENSE.

/// The place of an event in the mempool: by the time it occurred, then by id.
///
/// - Source: `docs/PROTOCOL.md`, section 4.
public struct EventKey: Hashable, Comparable, Sendable {
    /// Below every event.
    public static let lowest = EventKey(occurredAt: Timestamp(milliseconds: 0), id: EventID(.zero))

    /// Above every event.
    public static let highest = EventKey.last(through: Timestamp(milliseconds: .max))

    /// When the event occurred, as its record says.
    public let occurredAt: Timestamp

    /// The event's id, which breaks ties.
    public let id: EventID

    /// Pairs a time and an id.
    public init(occurredAt: Timestamp, id: EventID) {
        self.occurredAt = occurredAt
        self.id = id
    }

    /// The highest key of the events that occurred up to a time.
    public static func last(through time: Timestamp) -> EventKey {
        EventKey(occurredAt: time, id: EventID(Digest(words: (.max, .max, .max, .max))))
    }

    /// The earlier event comes first; of one time, the lesser id.
    public static func < (left: EventKey, right: EventKey) -> Bool {
        if left.occurredAt != right.occurredAt { return left.occurredAt < right.occurredAt }
        return left.id < right.id
    }
}
