// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Gossip
import Mempool
public import NodeCore
import Outpace
import Primitives
public import SimulatedWorld
import Validator
import ValidatorMessages

/// No queue, map or pool of an honest node grows beyond the bound that its parameters set, whoever
/// sends what. Each host is looked at once in a virtual second.
public struct BoundedMemory: Invariant {
    /// What it is called where breaches are told.
    public static let name = "bounded-memory"
    /// What it states.
    public static let claim =
        "No queue, map or pool of an honest node exceeds the bound that its parameters set."

    /// How often it looked.
    public private(set) var checkCount = 0
    private var cadence: Cadence

    @Shared private var parameters: NodeParameters

    /// Watches a world from its start.
    ///
    /// - Parameter parameters: the bounds that its nodes have to keep.
    public init(roster: Roster, parameters: NodeParameters) {
        cadence = Cadence(hostCount: roster.wasByzantine.count)
        _parameters = Shared(wrappedValue: parameters)
    }

    /// Looks at what just happened.
    public mutating func observe(_ turn: Turn, in world: World) -> Breach? {
        guard case .batch(let batch) = turn.kind, batch.isHonest,
            cadence.isDue(batch.host, at: turn.at), let node = world.hosts[batch.host].node
        else { return nil }
        let excess =
            gossip(of: node, parameters.gossip) ?? lanes(of: node, parameters)
            ?? channels(of: batch.host, node, in: world)
        return excess.map {
            Breach(invariant: Self.name, at: turn.at, host: batch.host, detail: $0)
        }
    }

    private mutating func gossip(of node: Node, _ parameters: GossipParameters) -> String? {
        let view = node.gossip
        let sessions = node.connectedPeers.count
        // Ids are kept for the present heartbeats and the ones before.
        let ids =
            2
            * (parameters.advertisedIDLimit + parameters.knownIDLimit
                + parameters.unwantedIDLimit)
        // Topics, as a subscriber and by backoffs, scores and meshes; and a few words each.
        let ofPeer = ids + 8 * parameters.topicsPerPeerLimit + 64
        let limit =
            view.peers.count * ofPeer + parameters.requestedIDLimit + parameters.promiseLimit
            + parameters.score.retainedPeerLimit * (2 + parameters.topicsPerPeerLimit)
            + parameters.fanoutTopicLimit * (1 + parameters.degree)
        return exceeded("entries about gossip peers", view.entryCount, limit)
            ?? exceeded("gossip peers", view.peers.count, parameters.peerLimit)
            ?? exceeded("gossip peers", view.peers.count, sessions)
            ?? exceeded("gossip peers without a session", view.orphanCount, 0)
    }

    private mutating func lanes(of node: Node, _ parameters: NodeParameters) -> String? {
        let limit = 4 * parameters.lane.queueBytesLimit
        for peer in node.connectedPeers {
            let waiting = node.laneBacklog(of: peer) ?? 0
            if let excess = exceeded("octets for one lane", waiting, limit) { return excess }
        }
        return nil
    }

    private mutating func channels(of host: Int, _ node: Node, in world: World) -> String? {
        let limits = parameters.mempool
        for id in node.channelIDs {
            guard let validator = world.view(host, id)?.validator else { continue }
            let pool = validator.pool
            let waiting = validator.validatorCount * limits.waitingLimitPerValidator
            let excess =
                exceeded(
                    "events in a pool", pool.count, limits.eventLimit + limits.neededEventLimit)
                ?? exceeded(
                    "octets in a pool", pool.byteCount,
                    limits.byteLimit + limits.neededEventLimit * EventRecord.byteLimit)
                ?? exceeded("reported ids without a record", pool.waitingCount, waiting)
                ?? exceeded("proofs", validator.evidence.count, 3 * validator.validatorCount)
                ?? shares(of: validator, limits)
            if let excess { return excess }
        }
        return nil
    }

    private mutating func exceeded(_ what: String, _ count: Int, _ limit: Int) -> String? {
        checkCount += 1
        return count > limit ? "\(count) \(what), the bound is \(limit)" : nil
    }
}

extension BoundedMemory {
    /// What any one validator fills on its word alone.
    private mutating func shares(
        of validator: ChannelValidator, _ limits: MempoolParameters
    ) -> String? {
        let limit =
            limits.eventShareLimit(validators: validator.validatorCount) + limits.neededEventLimit
        for index in 0..<validator.validatorCount {
            let count = validator.pool.shareCount(of: index)
            if let excess = exceeded("events of one validator alone", count, limit) {
                return excess
            }
        }
        return nil
    }
}

/// Who is due to be looked at: every host once in a virtual second.
struct Cadence: Sendable {
    private var next: [Duration]

    init(hostCount: Int) { next = Array(repeating: .zero, count: hostCount) }

    mutating func isDue(_ host: Int, at now: Duration) -> Bool {
        guard next[host] <= now else { return false }
        next[host] = now + .seconds(1)
        return true
    }
}
