// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// What the router knows about one connected peer; gone when it disconnects.
struct RouterPeer: Sendable {
    /// Whether we dialled it.
    let isOutbound: Bool
    /// Which gossipsub it speaks.
    var version: GossipVersion
    /// The topics it said it is in.
    var topics: Set<String> = []
    /// Until when neither side grafts the other, by topic; only topics we are or were in.
    var backoffs: [String: Instant] = [:]
    /// Topics whose backoff an earlier session began: a graft during it is refused and once forgiven,
    /// because a process that started again does not know of it.
    var inheritedBackoffs: Set<String> = []
    /// RPCs with advertisements since the last heartbeat.
    var advertisementCount = 0
    /// Ids asked of it since the last heartbeat.
    var requestedCount = 0
    /// Ids advertised to it since the last heartbeat.
    var advertisedCount = 0
    /// Octets of messages sent to it on its request since the last heartbeat.
    var answeredByteCount = 0
    /// How often it broke which rule.
    var violations: [Violation: UInt64] = [:]
    /// Messages it was asked for.
    var asked: RecentIDs
    /// Messages it provably has.
    var known: RecentIDs
    /// Messages it said it does not want.
    var unwanted: RecentIDs

    init(isOutbound: Bool, version: GossipVersion, parameters: GossipParameters) {
        self.isOutbound = isOutbound
        self.version = version
        asked = RecentIDs(limit: parameters.advertisedIDLimit)
        known = RecentIDs(limit: parameters.knownIDLimit)
        unwanted = RecentIDs(limit: parameters.unwantedIDLimit)
    }

    /// Entries in all of its maps.
    var entryCount: Int {
        topics.count + backoffs.count + inheritedBackoffs.count + violations.count + asked.count
            + known.count + unwanted.count
    }

    /// Whether it may still want a message.
    func lacks(_ id: MessageID) -> Bool { !known.contains(id) && !unwanted.contains(id) }

    /// Those of some messages that it may still want.
    func lacking(_ ids: [MessageID]) -> [MessageID] { ids.filter(lacks) }

    /// Whether it has to be told that a large message is not wanted from it.
    func mayBring(_ id: MessageID) -> Bool { version >= .v12 && !known.contains(id) }

    /// Whether it is in a topic and no backoff runs that we obey: one `slack` longer than it is.
    func isFree(for topic: String, slack: Duration, at now: Instant) -> Bool {
        guard topics.contains(topic) else { return false }
        guard let backoff = backoffs[topic] else { return true }
        return now >= backoff.advanced(by: slack)
    }

    /// Begins a new heartbeat: what it may do is counted anew.
    mutating func beginHeartbeat() {
        advertisementCount = 0
        requestedCount = 0
        advertisedCount = 0
        answeredByteCount = 0
    }

    /// Half forgets ids, and forgets backoffs that ended a `slack` ago.
    mutating func forget(slack: Duration, at now: Instant) {
        asked.rotate()
        known.rotate()
        unwanted.rotate()
        backoffs = backoffs.filter { $0.value.advanced(by: slack) > now }
        inheritedBackoffs = inheritedBackoffs.filter { backoffs[$0] != nil }
    }

    /// Makes the backoff of a topic last at least until `expires`.
    mutating func extendBackoff(_ topic: String, until expires: Instant) {
        backoffs[topic] = max(backoffs[topic] ?? .zero, expires)
        inheritedBackoffs.remove(topic)
    }

    /// Takes over what is left of an earlier session.
    mutating func inherit(_ past: [String: Instant]) {
        backoffs = past
        inheritedBackoffs = Set(past.keys)
    }
}
