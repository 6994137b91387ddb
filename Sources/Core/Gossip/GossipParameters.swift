// This source file is part of the Outpace project. License: see LICENSE.

/// Every number of the router: degrees, times, and the bounds of what a peer can make it hold.
///
/// - Source: libp2p specification, `gossipsub` v1.1 "Overlay Parameters", and what go and rust
///   ship.
package struct GossipParameters: Hashable, Sendable {
    /// D: how many mesh peers are aimed at.
    package var degree = 6
    /// Dlo: below it the mesh is filled to `degree`.
    package var degreeLow = 4
    /// Dhi: from it on the mesh is cut to `degree`; also the size up to which a topic counts as
    /// small.
    package var degreeHigh = 12
    /// Dout: mesh peers that we dialled, so that attackers who dial us cannot fill the mesh.
    package var degreeOutbound = 2
    /// Dlazy: at least so many peers outside the mesh hear of new messages each heartbeat.
    package var degreeLazy = 6
    /// The share of topic peers outside the mesh that hear of new messages, in percent.
    package var gossipFactorPercent = 25

    /// The time between heartbeats; the first comes after a random part of it.
    package var heartbeatInterval = Duration.seconds(1)
    /// Heartbeats for which a message can be asked for.
    package var cacheWindowCount = 5
    /// Heartbeats for which a message is advertised.
    package var gossipWindowCount = 3
    /// How long a name is remembered after its message came.
    package var seenLifetime = Duration.seconds(120)
    /// The most names that are remembered: 120 s at 2 000 messages a second.
    package var seenCountLimit = 240_000
    /// The octets of messages held for those who ask: 5 s at 6 MiB a second.
    package var cacheByteLimit = 32 << 20

    /// How long a pruned peer stays out, when nothing else is said.
    package var pruneBackoffSeconds: UInt64 = 60
    /// How long peers stay away from us after we left a topic.
    package var unsubscribeBackoffSeconds: UInt64 = 10
    /// A graft sooner than this after a prune counts twice: nobody mistakes the clock by so much.
    package var graftFloodThreshold = Duration.seconds(10)

    /// RPCs with advertisements that are read from one peer in one heartbeat.
    package var advertisementsPerHeartbeatLimit = 10
    /// Ids that are asked of one peer, or advertised to it, in one heartbeat.
    package var advertisedIDLimit = 5_000
    /// How often one message is sent to one peer that asks for it.
    package var retransmissionLimit = 3
    /// How many peers are asked for one id in one heartbeat.
    package var requestsPerIDLimit = 2
    /// Ids that one peer can ask not to be sent, in three heartbeats.
    package var unwantedIDLimit = 4_096
    /// Ids that are remembered as known to one peer, in three heartbeats.
    package var knownIDLimit = 4_096
    /// Heartbeats after which known and unwanted ids are half forgotten.
    package var recentHeartbeatCount = 3

    /// The most peers; past it new ones are not spoken to.
    package var peerLimit = 1_024
    /// The most topics one peer is in.
    package var topicsPerPeerLimit = 1_024
    /// The longest RPC that is sent, in octets: rust's default bound for what it receives.
    package var rpcByteLimit = 64 * 1_024

    /// Subscriptions in one received RPC: all topics of a peer, each left and joined.
    package var subscriptionsPerRPCLimit = 2_048
    /// Messages in one received RPC: 1 MiB of the shortest signed ones.
    package var messagesPerRPCLimit = 8_192
    /// Advertisements, requests, grafts, prunes or unwanted lists in one received RPC, each.
    package var controlsPerRPCLimit = 1_024
    /// Ids in one received RPC, for each kind of list.
    package var idsPerRPCLimit = 5_000
    /// The longest id, in octets.
    package var idByteLimit = 256

    /// The numbers of the specification.
    package static let standard = GossipParameters()

    /// The numbers of the specification, to change some of.
    package init() {}
}
