// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Outpace
import Primitives

/// The body of a request that posts events.
struct EventBatch {
    /// Events in one request at most.
    static let limit = 500

    let publisher: Address
    let type: EventType
    /// Fields by name; those without a value are left out.
    var details: [(name: String, value: String?)] = []

    init(publisher: Address, type: EventType = .impression) {
        self.publisher = publisher
        self.type = type
    }

    /// `count` equal events; the node gives each its own nonce and time.
    func body(count: Int) -> Bytes {
        var members: [(String, JSONValue)] = [
            ("type", .string(type.name)), ("publisher", .string(publisher.lowercaseHex)),
        ]
        members += details.compactMap { name, value in value.map { (name, .string($0)) } }
        let event = JSONValue.object(JSONObject(members: members))
        let whole: JSONValue = ["events": .array(Array(repeating: event, count: count))]
        return whole.serialized()
    }
}
