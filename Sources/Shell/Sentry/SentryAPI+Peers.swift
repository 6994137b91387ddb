// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Gossip
import JSON
import NodeCore
import Primitives

extension SentryAPI {
    /// GET /peers: whom the node is connected to, and how each stands in gossip.
    var peersRoute: Route {
        Route(.get, "/peers") { _ in
            let peers = await gateway.summary().peers
            return APIReply(json: ["peers": .array(peers.map(\.json))])
        }
    }
}

extension NodeSummary.Peer {
    fileprivate var json: JSONValue {
        [
            "peerId": .string(peerID.description),
            "address": address.map { .string($0.checksummed) } ?? .null,
            "direction": .string(isOutbound ? "outbound" : "inbound"),
            "directLane": .bool(hasLane),
            "roundTripMicroseconds": roundTrip.map { .integer(UInt64($0 / .microseconds(1))) }
                ?? .null,
            "gossip": gossip.map(\.json) ?? .null,
        ]
    }
}

extension PeerReport {
    fileprivate var json: JSONValue {
        let parts = score.parts.map { ($0.name, JSONValue.decimal($0.value)) }
        return [
            "protocol": .string(version.protocolName), "explicit": .bool(isExplicit),
            "topics": .integer(topicCount), "meshes": .integer(meshCount),
            "graylisted": .bool(isGraylisted), "score": .decimal(score.total),
            "scoreParts": .object(JSONObject(members: parts)),
        ]
    }
}

extension JSONValue {
    /// A number with two digits after the point.
    fileprivate static func decimal(_ value: Double) -> JSONValue {
        let hundredths = Int64((min(max(value, -1e15), 1e15) * 100).rounded())
        let digits = String(hundredths.magnitude % 100)
        let fraction = String(repeating: "0", count: 2 - digits.count) + digits
        return .number("\(hundredths < 0 ? "-" : "")\(hundredths.magnitude / 100).\(fraction)")
    }
}
