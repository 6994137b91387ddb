// This source file is part of the Outpace project. License: see LICENSE.

package import NodeCore

/// Everything that the page of a node's metrics is made of, taken at one time.
package struct MetricsSources: Sendable {
    /// The version of this program.
    package var version: String
    /// The channels the node holds, ascending by id.
    package var channels: [ChannelView] = []
    /// What the node counted.
    package var node: NodeCounters
    /// The gossip router.
    package var gossip = GossipView()
    /// Who we are and whom we are connected to.
    package var summary: NodeSummary
    /// What the process uses; nil where the system does not tell.
    package var process: ProcessFigures?
    /// How long batches of records took to become durable.
    package var storageCommits = Histogram()
    /// How long proposals took from their arrival to their quorum.
    package var approvals = Histogram()
    /// How old statements were when they were delivered here.
    package var gossipDeliveries = Histogram()
    /// Connections that did not become sessions, by reason; the reasons are a fixed set.
    package var handshakeFailures: [String: UInt64] = [:]
    /// Sessions that a fault ended after the handshake, by fault; the faults are a fixed set.
    package var sessionFaults: [String: UInt64] = [:]
    /// Connections closed because a limit was reached.
    package var connectionsRefused: UInt64 = 0
    /// Messages to peers that a full or missing lane did not take.
    package var messagesDropped: UInt64 = 0
    /// Messages to peers whose session had been replaced meanwhile.
    package var messagesOutdated: UInt64 = 0
    /// Octets that came from peers.
    package var bytesReceived: UInt64 = 0
    /// Octets that went to peers.
    package var bytesSent: UInt64 = 0
    /// Messages that were no messages of the protocol, by lane.
    package var peerFaults: [String: UInt64] = [:]
    /// How often peers broke each rule, on either lane; the rules are a fixed set.
    package var brokenRules: [String: UInt64] = [:]
    /// Sessions that this node ended for what the peer did, by reason; the reasons are a fixed set.
    package var disconnections: [String: UInt64] = [:]
    /// Messages of graylisted peers that nobody looked at.
    package var messagesIgnored: UInt64 = 0

    /// Starts with what is always there.
    package init(version: String, node: NodeCounters, summary: NodeSummary) {
        self.version = version
        self.node = node
        self.summary = summary
    }
}

/// How many label values a page has at most.
package struct MetricsLimits: Hashable, Sendable {
    /// Channels with series of their own; 25 validators each make 75 series, so a page stays below
    /// 5 MB.
    package var channelLimit = 256
    /// Peers with series of their own; the most connections of a node by default.
    package var peerLimit = 256
    /// Reasons of one family; ours are fewer.
    package var reasonLimit = 64

    /// The defaults.
    package init() {}
}
