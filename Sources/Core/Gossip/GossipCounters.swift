// This source file is part of the Outpace project. License: see LICENSE.

/// How often things happened since the start; all only grow.
package struct GossipCounters: Hashable, Sendable {
    /// Messages handed out to be judged.
    package var delivered: UInt64 = 0
    /// Messages that had come before.
    package var duplicates: UInt64 = 0
    /// Messages of topics we are not in.
    package var foreign: UInt64 = 0
    /// Our own messages.
    package var published: UInt64 = 0
    /// Messages accepted and sent on to at least one peer.
    package var forwarded: UInt64 = 0
    /// Copies of messages put into RPCs, answers to requests included.
    package var copiesSent: UInt64 = 0
    /// Copies spared because the peer has the message or does not want it.
    package var copiesSpared: UInt64 = 0
    /// Ids advertised to peers.
    package var advertised: UInt64 = 0
    /// Ids asked of peers.
    package var requested: UInt64 = 0
    /// Requests of peers answered with a message.
    package var answered: UInt64 = 0
    /// Peers taken into a mesh, by either side.
    package var grafts: UInt64 = 0
    /// Peers dropped from a mesh, by either side.
    package var prunes: UInt64 = 0
    /// Messages dropped from the cache before their time because it was full.
    package var evictions: UInt64 = 0
    /// Ids of large messages that peers were told not to send.
    package var unwantedAnnounced: UInt64 = 0
    /// RPCs of graylisted peers, which nobody looked at.
    package var ignored: UInt64 = 0
    /// Peers grafted because the mesh's score was low.
    package var opportunisticGrafts: UInt64 = 0
    private var violations = [UInt64](repeating: 0, count: Violation.allCases.count)

    /// All zero.
    package init() {}

    /// How often peers did this.
    package func count(of violation: Violation) -> UInt64 {
        violations[Int(violation.rawValue)]
    }

    /// Counts a violation.
    mutating func count(_ violation: Violation) { violations[Int(violation.rawValue)] += 1 }
}
