// This source file is part of the Outpace project. License: see LICENSE.

/// Every number of the router: degrees, times, and the bounds of what a peer can make it hold.
///
/// - Source: libp2p specification, `gossipsub` v1.1 "Overlay Parameters", and what go and rust
///   ship.
public struct GossipParameters: Hashable, Sendable {
    /// D: how many mesh peers are aimed at.
    public var degree = 6
    /// Dlo: below it the mesh is filled to `degree`.
    public var degreeLow = 4
    /// Dhi: from it on the mesh is cut to `degree`; also the size up to which a topic counts as
    /// small.
    public var degreeHigh = 12
    /// Dout: mesh peers that we dialled, so that attackers who dial us cannot fill the mesh.
    public var degreeOutbound = 2
    /// Dlazy: at least so many peers outside the mesh hear of new messages each heartbeat.
    public var degreeLazy = 6
    /// Dscore: how many peers of the best score stay when the mesh is cut.
    public var degreeScore = 4
    /// The share of topic peers outside the mesh that hear of new messages, in percent.
    public var gossipFactorPercent = 25
    /// Whether each peer outside the mesh is drawn for gossip by itself, with a chance of
    /// `gossipFactorPercent`, instead of that share of them. On only to compare with the simulation
    /// that gossipsub 1.1 was published with.
    public var drawsEachGossipPeer = false

    /// The time between heartbeats; the first comes after a random part of it.
    public var heartbeatInterval = Duration.seconds(1)
    /// Heartbeats for which a message can be asked for.
    public var cacheWindowCount = 5
    /// Heartbeats for which a message is advertised.
    public var gossipWindowCount = 3
    /// How long a name is remembered after its message came.
    public var seenLifetime = Duration.seconds(120)
    /// The most names that are remembered: 120 s at 2 000 messages a second.
    public var seenCountLimit = 240_000
    /// The octets of messages held for those who ask: 5 s at 6 MiB a second.
    public var cacheByteLimit = 32 << 20

    /// Whether our own messages go to all peers of the topic instead of the mesh. Off: the direct
    /// lane is the certain way here.
    public var floodsOwnMessages = false
    /// Whether a topic of at most Dhi members is a small one: its degree follows its size, and ids
    /// are told to mesh peers too. Off only to compare with plain gossipsub.
    public var caresForSmallTopics = true
    /// Whether a peer that joins a topic is grafted at once when the mesh is below Dlo, instead of
    /// at the next heartbeat. Off only to compare with plain gossipsub.
    public var graftsNewSubscribers = true
    /// How long peers of a topic that we publish to without being in it are kept.
    public var fanoutLifetime = Duration.seconds(60)
    /// The most topics that are published to without being in them.
    public var fanoutTopicLimit = 64

    /// Heartbeats between two looks at whether better peers should be grafted.
    public var opportunisticHeartbeatCount: UInt64 = 60
    /// How many better peers are grafted then.
    public var opportunisticPeerCount = 2

    /// How long a peer may take to send a message that it advertised.
    public var promiseLifetime = Duration.seconds(3)
    /// Broken promises of one peer that count in one heartbeat. An honest peer gives one; where more come
    /// at once they were held up on the way, for longer perhaps than the peer keeps messages.
    public var brokenPromisesPerHeartbeatLimit = 2
    /// The most promises that are watched.
    public var promiseLimit = 8_192

    /// Messages from this size on, in octets, are announced as not wanted again. Smaller ones are
    /// cheaper to send twice than to talk about.
    public var unwantedByteThreshold = 1_024
    /// Ids in one list of unwanted messages; more make several lists.
    public var unwantedIDsPerListLimit = 64
    /// Whether our own large messages are announced as not wanted when they are published.
    public var announcesOwnMessages = false

    /// Whether peers are offered to those that we prune because the mesh is full.
    public var offersPeers = false
    /// Whether peers that a pruning peer offers are handed out.
    public var acceptsOfferedPeers = false
    /// Peers in one offer.
    public var offeredPeerLimit = 16

    /// How the conduct of peers counts.
    public var score = ScoreParameters.standard

    /// How long a pruned peer stays out, when nothing else is said.
    public var pruneBackoffSeconds: UInt64 = 60
    /// How long peers stay away from us after we left a topic.
    public var unsubscribeBackoffSeconds: UInt64 = 10
    /// A graft sooner than this after a prune counts twice: nobody mistakes the clock by so much.
    public var graftFloodThreshold = Duration.seconds(10)

    /// A graft at most so long before the end of a backoff is taken: what both wait for ends at
    /// different times for each, by as much as the prune was under way longer than the graft, and
    /// by up to a second more at peers that read their clock in whole seconds (py-libp2p).
    public var graftTolerance = Duration.seconds(2)

    /// RPCs with advertisements that are read from one peer in one heartbeat.
    public var advertisementsPerHeartbeatLimit = 10
    /// Ids that are asked of one peer, or advertised to it, in one heartbeat.
    public var advertisedIDLimit = 5_000
    /// How often one message is sent to one peer that asks for it.
    public var retransmissionLimit = 3
    /// How many peers are asked for one id in one heartbeat, of those that were asked before and of
    /// the others each.
    public var requestsPerIDLimit = 2
    /// Ids that are asked for in one heartbeat, of all peers together.
    public var requestedIDLimit = 100_000
    /// Octets of messages sent to one peer on its request in one heartbeat, the last one begun
    /// below it: 5 000 ids of 800 octets, what an honest peer may ask for.
    public var answeredByteLimit = 4 << 20
    /// Ids that one peer can ask not to be sent, in three heartbeats.
    public var unwantedIDLimit = 4_096
    /// Ids that are remembered as known to one peer, in three heartbeats.
    public var knownIDLimit = 4_096
    /// Heartbeats after which known and unwanted ids are half forgotten.
    public var recentHeartbeatCount = 3

    /// The most peers; past it new ones are not spoken to.
    public var peerLimit = 1_024
    /// The most topics one peer is in.
    public var topicsPerPeerLimit = 1_024
    /// The longest RPC that is sent, in octets: rust's default bound for what it receives.
    public var rpcByteLimit = 64 * 1_024

    /// Subscriptions in one received RPC: all topics of a peer, each left and joined.
    public var subscriptionsPerRPCLimit = 2_048
    /// Fields in one received RPC, and in its control part, those of later versions included.
    public var fieldsPerRPCLimit = 32_768
    /// Messages in one received RPC: 1 MiB of the shortest signed ones.
    public var messagesPerRPCLimit = 8_192
    /// Advertisements, requests, grafts, prunes or unwanted lists in one received RPC, each.
    public var controlsPerRPCLimit = 1_024
    /// Ids that are read in one received RPC, for each kind of list; more are passed over, for a peer
    /// may advertise as many in each topic.
    public var idsPerRPCLimit = 5_000
    /// The longest id, in octets.
    public var idByteLimit = 256

    /// The numbers of the specification, and what a network of few validators needs beyond them.
    public static let standard = GossipParameters()

    /// Gossipsub 1.1 as the specification has it, to compare with: own messages are flooded, small
    /// topics are like others, and meshes are filled at heartbeats.
    public static let plain: GossipParameters = {
        var parameters = GossipParameters()
        parameters.floodsOwnMessages = true
        parameters.caresForSmallTopics = false
        parameters.graftsNewSubscribers = false
        parameters.graftTolerance = .zero
        return parameters
    }()

    /// The numbers of the specification, to change some of.
    public init() {}
}
