// This source file is part of the Outpace project. License: see LICENSE.

import JSON

/// The table of `status --peers`: a line for each peer, and what its score comes from.
struct PeerTable {
    /// The heading and a line for each peer; one line that says so when there are none.
    let lines: [String]

    /// Reads the answer of GET /peers.
    init(_ reply: JSONValue) {
        let peers = (reply.object?["peers"]?.array ?? []).compactMap(\.object)
        let rows = peers.map(Self.row)
        guard !rows.isEmpty else {
            lines = ["no peers are connected"]
            return
        }
        let heading = [
            "PEER", "DIALLED BY", "LANES", "ROUND TRIP", "MESHES", "SCORE", "BECAUSE OF",
        ]
        let table = [heading] + rows
        let widths = heading.indices.map { column in
            table.map { $0[column].count }.max() ?? 0
        }
        lines = table.map { row in
            let cells = zip(row.dropLast(), widths).map { $0.padding(to: $1) }
            return (cells + [row.last ?? ""]).joined(separator: "  ")
        }
    }

    private static func row(_ peer: JSONObject) -> [String] {
        let gossip = peer["gossip"]?.object
        let version = gossip?["protocol"]?.string?.split(separator: "/").last.map { "gossip \($0)" }
        let isDirect = peer["directLane"]?.bool ?? false
        let lanes = [version, isDirect ? "direct" : nil].compactMap { $0 }
        let trip = peer["roundTripMicroseconds"]?.uint64.map {
            "\((Double($0) / 1_000).fixed(2)) ms"
        }
        return [
            peer["peerId"]?.string ?? "",
            peer["direction"]?.string == "outbound" ? "us" : "it",
            lanes.isEmpty ? "none" : lanes.joined(separator: " + "), trip ?? "-",
            (gossip?["meshes"]?.uint64).map(String.init) ?? "-",
            gossip?["score"]?.numberText ?? "-",
            reasons(gossip),
        ]
    }

    private static func reasons(_ gossip: JSONObject?) -> String {
        let parts = gossip?["scoreParts"]?.object
        var reasons = (parts?.keys ?? []).compactMap { name -> String? in
            guard let text = parts?[name]?.numberText, text != "0.00" else { return nil }
            return "\(name) \(text)"
        }
        if gossip?["graylisted"]?.bool == true { reasons.insert("NOT LISTENED TO", at: 0) }
        return reasons.joined(separator: ", ")
    }
}

extension JSONValue {
    /// The text of a number.
    fileprivate var numberText: String? {
        if case .number(let text) = self { text } else { nil }
    }
}
