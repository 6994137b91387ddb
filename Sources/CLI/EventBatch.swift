// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import JSON
import Outpace
import Primitives
import ValidatorMessages

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
        Self.body(Array(repeating: event(origin: []), count: count))
    }

    /// `count` events of one time, each with its own nonce: the same at every node.
    func sharedBody(count: Int, at time: Timestamp) -> Bytes {
        Self.body(
            (0..<count).map { _ in
                event(origin: [
                    ("occurredAt", .integer(time.milliseconds)),
                    (
                        "nonce",
                        .string(Hex.encode(SecureRandom.bytes(StatementLimits.nonceByteCount)))
                    ),
                ])
            })
    }

    private func event(origin: [(String, JSONValue)]) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("type", .string(type.name)), ("publisher", .string(publisher.lowercaseHex)),
        ]
        members += details.compactMap { name, value in value.map { (name, .string($0)) } }
        return .object(JSONObject(members: members + origin))
    }

    private static func body(_ events: [JSONValue]) -> Bytes {
        let whole: JSONValue = ["events": .array(events)]
        return whole.serialized()
    }
}
