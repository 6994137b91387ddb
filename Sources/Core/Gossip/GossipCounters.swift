// This source file is part of the Outpace project. License: see LICENSE.

/// How often things happened since the start; all only grow.
public struct GossipCounters: Hashable, Sendable {
    /// Messages handed out to be judged.
    public var delivered: UInt64 = 0
    /// Messages that had come before.
    public var duplicates: UInt64 = 0
    /// Messages of topics we are not in.
    public var foreign: UInt64 = 0
    /// Our own messages.
    public var published: UInt64 = 0
    /// Messages accepted and sent on to at least one peer.
    public var forwarded: UInt64 = 0
    /// Copies of messages put into RPCs, answers to requests included.
    public var copiesSent: UInt64 = 0
    /// Copies spared because the peer has the message or does not want it.
    public var copiesSpared: UInt64 = 0
    /// Ids advertised to peers.
    public var advertised: UInt64 = 0
    /// Ids asked of peers.
    public var requested: UInt64 = 0
    /// Requests of peers answered with a message.
    public var answered: UInt64 = 0
    /// Peers taken into a mesh, by either side.
    public var grafts: UInt64 = 0
    /// Peers dropped from a mesh, by either side.
    public var prunes: UInt64 = 0
    /// Messages dropped from the cache before their time because it was full.
    public var evictions: UInt64 = 0
    /// Ids of large messages that peers were told not to send.
    public var unwantedAnnounced: UInt64 = 0
    /// RPCs of graylisted peers, which nobody looked at.
    public var ignored: UInt64 = 0
    /// Peers grafted because the mesh's score was low.
    public var opportunisticGrafts: UInt64 = 0
    private var violations = [UInt64](repeating: 0, count: Violation.allCases.count)

    /// All zero.
    public init() {}

    /// How often peers did this.
    public func count(of violation: Violation) -> UInt64 {
        violations[Int(violation.rawValue)]
    }

    /// Counts a violation.
    mutating func count(_ violation: Violation) { violations[Int(violation.rawValue)] += 1 }
}
