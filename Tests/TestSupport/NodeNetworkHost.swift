// This source file is part of the Outpace project. License: see LICENSE.

package import Identity
package import NodeCore
package import Primitives

/// One machine of a simulated network: a node, its storage, and what it told the world.
package struct NodeNetworkHost: Sendable {
    /// Who it is.
    package let key: NodeKey
    /// The node; nil while the machine is down.
    package internal(set) var node: Node?
    /// What is durable.
    package internal(set) var journal = NodeNetworkJournal()
    /// Answers to submissions, by ticket.
    package internal(set) var answers: [UInt64: SubmissionAnswer] = [:]
    /// What it noticed, deliveries excepted, oldest first.
    package internal(set) var notices: [(at: Moment, notice: Notice)] = []
    /// Octets it sent on direct lanes.
    package internal(set) var directBytesSent = 0
    /// Storage reads it asked for.
    package internal(set) var loadCount = 0

    /// Grows with each start, so that what was meant for an earlier process does not reach it.
    var incarnation: UInt64 = 0
    var wakeAt: Instant?
    /// Whether the next batch with records is lost together with the process.
    var isDoomed = false
    /// Batches in a row that left a deadline in the past.
    var spinCount = 0

    init(key: NodeKey) { self.key = key }

    /// Whether it runs.
    package var isUp: Bool { node != nil }
}

/// What travels to a host.
struct NodeNetworkParcel {
    enum Content {
        case gossip(Bytes, from: PeerID)
        case direct(Bytes, from: PeerID)
        case input(NodeInput)
    }

    let host: Int
    let incarnation: UInt64
    /// The connection it travels on; nil for what does not come from a peer.
    let connection: UInt64?
    let content: Content
}

/// What is due.
enum NodeNetworkHappening {
    case arrival(NodeNetworkParcel)
    case wake(host: Int, incarnation: UInt64)
    case dial(Int, Int)
}

/// The connection between two hosts, the lower number first.
struct NodeNetworkLink {
    let latency: Duration
    /// Whether the hosts are meant to be connected, and so dial until they are.
    var isWanted = false
    /// Names the present connection; nil while there is none.
    var connection: UInt64?
    /// The latest arrival under way, to each end: nothing overtakes on a connection.
    var lastArrival: [Instant] = [.zero, .zero]
}
