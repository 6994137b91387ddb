// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Primitives

/// How far a client has read its events: through which included one, and then which waiting one.
///
/// A page always begins with what was included since, so an event that moves from waiting to
/// included between two pages is not missed.
struct EventCursor: Hashable, Sendable {
    var included: EventPlace?
    var waiting: EventKey?

    /// The start.
    init() {}

    /// Reads `state-event` or `state-event-milliseconds-id`; nil for any other text.
    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 4, let state = Self.number(parts[0]),
            let event = Self.number(parts[1])
        else { return nil }
        included = EventPlace(state: state, event: event)
        guard parts.count == 4 else { return }
        guard let time = Self.number(parts[2]), parts[3].utf8.count == 64,
            let id = EventID(hex: parts[3])
        else { return nil }
        waiting = EventKey(occurredAt: Timestamp(milliseconds: UInt64(time)), id: id)
    }

    var text: String {
        let place = included ?? EventPlace(state: 0, event: 0)
        let start = "\(place.state)-\(place.event)"
        return waiting.map {
            "\(start)-\(min($0.occurredAt.milliseconds, UInt64(Int64.max)))-\($0.id.digest.hex)"
        } ?? start
    }

    private static func number(_ text: Substring) -> Int64? {
        guard (1...19).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return Int64(text)
    }
}
