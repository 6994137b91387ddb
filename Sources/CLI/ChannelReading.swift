// This source file is part of the Outpace project. License: see LICENSE.

import JSON

/// One channel as a node's API describes it.
struct ChannelReading: Hashable, Sendable {
    let id: String
    let status: String
    let isBidding: Bool
    let reasons: [String]
    /// The validators in the channel's order and whether each is online.
    let online: [Bool]
    /// The root of the last approved state; nil before the first.
    let root: String?
    let sequence: UInt64
    let eventCount: UInt64
    let paid: String
    /// What the channel was opened with; nil when the node does not say.
    let deposit: String?

    /// Reads the answer of GET status; what is missing counts as unknown.
    init(_ value: JSONValue, id: String) {
        let object = value.object
        self.id = id
        status = object?["status"]?.string ?? "UNKNOWN"
        let bidding = object?["bidding"]?.object
        isBidding = bidding?["active"]?.bool ?? false
        reasons = (bidding?["reasons"]?.array ?? []).compactMap(\.string)
        let standing = object?["online"]?.object
        online = (standing?.keys ?? []).map { standing?[$0]?.bool ?? false }
        let approved = object?["lastApproved"]?.object
        root = approved?["stateRoot"]?.string
        sequence = approved?["sequence"]?.uint64 ?? 0
        eventCount = approved?["eventCount"]?.uint64 ?? 0
        paid = approved?["balancesTotal"]?.string ?? "0"
        deposit = object?["channel"]?.object?["depositAmount"]?.string
    }

    var onlineCount: Int { online.count { $0 } }

    var reasonText: String { reasons.isEmpty ? "no reason given" : reasons.joined(separator: ", ") }
}
