// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// How long events waited from their first acknowledgement until the host that gave it saw them
/// approved.
public struct LatencyBook: Sendable {
    /// One event.
    struct Entry: Sendable {
        let host: Int32
        let at: Float
        var isPaid = false
    }

    /// One event that was paid.
    public struct Wait: Hashable, Sendable {
        /// When it was acknowledged, in seconds since the start.
        public let at: Float
        /// How long it waited, in seconds.
        public let wait: Float
    }

    /// Events that are followed; later ones are only counted, so that memory has a bound.
    public static let limit = 400_000

    /// Events that were paid, in the order they were.
    public private(set) var waits: [Wait] = []
    /// Events that were acknowledged, each counted once, as far as they are followed.
    public private(set) var acknowledgedCount = 0
    /// Acknowledgements of events past the limit.
    public private(set) var untrackedCount = 0
    private var entries: [EventID: Entry] = [:]

    /// Nothing yet.
    public init() {}

    /// A host took events from a client.
    public mutating func acknowledge(_ ids: [EventID], host: Int, at time: Double) {
        for id in ids where entries[id] == nil {
            guard entries.count < Self.limit else {
                untrackedCount += 1
                continue
            }
            entries[id] = Entry(host: Int32(truncatingIfNeeded: host), at: Float(time))
            acknowledgedCount += 1
        }
    }

    /// A host saw a state approved that adds these events.
    public mutating func approve(_ ids: [EventID], host: Int, at time: Double) {
        for id in ids {
            guard let entry = entries[id], !entry.isPaid, Int(entry.host) == host else { continue }
            entries[id]?.isPaid = true
            waits.append(Wait(at: entry.at, wait: max(0, Float(time) - entry.at)))
        }
    }

    /// When the events that were never paid were acknowledged, ascending.
    public var unpaid: [Float] { entries.values.filter { !$0.isPaid }.map(\.at).sorted() }
}
