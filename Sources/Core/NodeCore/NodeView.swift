// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
public import Gossip
import Liveness
public import Outpace
public import Primitives
public import Validator
public import ValidatorMessages

/// One channel as a node sees it now: what the API and the metrics show.
public struct ChannelView: Sendable {
    /// The channel's validator, a copy.
    public let validator: ChannelValidator
    /// The status of the channel (`docs/PROTOCOL.md`, section 2).
    public let status: ChannelStatus
    /// What the chain says.
    public let chain: ChainState
    /// Whether to bid, and why not.
    public let verdict: BiddingVerdict
    /// Who is online.
    public let online: ValidatorSet
    /// How long ago each validator's last heartbeat arrived; nil for none.
    public let heartbeatAges: [Duration?]
    /// Each validator's newest heartbeat that AdEx validators understand.
    public let adexHeartbeats: [SignedStatement?]
    /// What was counted.
    public let counters: ChannelCounters

    /// The channel.
    public var channel: PaymentChannel { validator.channel }
}

/// The gossip router as it stands now.
public struct GossipView: Sendable {
    /// What was counted.
    public var counters = GossipCounters()
    /// The peers with a gossip lane, ascending.
    public var peers: [PeerReport] = []
    /// How many of them no session exists with: none, unless something is wrong.
    public var orphanCount = 0
    /// Entries in all maps that peers can make grow.
    public var entryCount = 0
    /// Our topics, ascending, and how many peers are in the mesh of each.
    public var meshes: [(topic: String, peerCount: Int)] = []

    /// A router that was just made.
    public init() {}

    init(
        counters: GossipCounters, peers: [PeerReport], orphanCount: Int, entryCount: Int,
        meshes: [(topic: String, peerCount: Int)]
    ) {
        self.counters = counters
        self.peers = peers
        self.orphanCount = orphanCount
        self.entryCount = entryCount
        self.meshes = meshes
    }
}

extension Node {
    /// The ids of the channels this node holds, ascending.
    public var channelIDs: [ChannelID] { channelOrder }

    /// How many channels it holds at most.
    public var channelLimit: Int { parameters.channelLimit }

    /// One channel as it stands now; nil when it is not held.
    public func view(of id: ChannelID, at now: Moment) -> ChannelView? {
        guard let channel = channels[id] else { return nil }
        let ages = (0..<channel.validator.validatorCount).map { index -> Duration? in
            index == channel.validator.ownIndex
                ? .zero
                : channel.ledger.standing(of: index).lastHeard.map {
                    now.instant.duration(since: $0)
                }
        }
        return ChannelView(
            validator: channel.validator, status: channel.status(at: now.timestamp),
            chain: channel.chain,
            verdict: channel.verdict, online: channel.ledger.online, heartbeatAges: ages,
            adexHeartbeats: channel.adexHeartbeats, counters: channel.counters)
    }

    /// What the gossip router counted, and what it holds now.
    public var gossip: GossipView {
        let reports = router.peerReports
        return GossipView(
            counters: router.counters, peers: reports,
            orphanCount: reports.count { !peers.contains($0.peer) },
            entryCount: router.entryCount,
            meshes: router.subscriptions.map { ($0, router.meshPeers($0).count) })
    }

    /// The salt of the session that the node has with a peer; nil when it has none.
    public func sessionSalt(of peer: PeerID) -> Bytes? { peers[peer]?.session.salt }

    /// Whether a peer has a direct lane, and the octets that wait on it.
    public func laneBacklog(of peer: PeerID) -> Int? {
        peers[peer]?.lane.map { $0.queuedByteCounts.reduce(0, +) }
    }
}
