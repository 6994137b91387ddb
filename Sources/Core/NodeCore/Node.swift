// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
public import Gossip
public import Identity
import Outpace
public import Primitives
import Validator
import ValidatorMessages

/// One node of the network as one value: gossip, direct lanes, liveness and the channels it validates.
///
/// `step` takes what happened and answers what to do about it, in order; a `persist` precedes every
/// effect that reveals it. The value reads no clock, draws no randomness of its own, performs no I/O and
/// iterates no unordered collection, so the same inputs give the same effects: a simulation runs this
/// very code.
///
/// - Source: Outpace protocol; `docs/ARCHITECTURE.md`.
public struct Node: Sendable {
    /// Who we are.
    public let key: NodeKey

    @Shared var parameters: NodeParameters
    var router: Router
    var peers = OrderedTable<PeerID, PeerState>()
    /// What validators that hung up had used of what they may make us do, until they have regained it.
    var usedWork: [PeerID: WorkAllowance] = [:]
    var channels = OrderedTable<ChannelID, ChannelState>()
    /// The short names of `channels`, for lanes.
    var aliases = ChannelAliases()
    /// The search for records that states included before they came.
    var recovery = RecordRecovery()
    var generator: SeededGenerator
    var now: Moment
    let startedAt: Instant
    var nextHeartbeatAt: Instant
    var lastSequenceNumber: UInt64
    var reservedSequenceNumber: UInt64
    /// How often what publishers are offered has changed.
    var offersVersion: UInt64 = 0

    /// What was counted since the start.
    public internal(set) var counters = NodeCounters()

    /// Takes up a node where its storage left it.
    ///
    /// - Parameters:
    ///   - seed: for phases, jitter and mesh choices; from the operating system, or a simulation's seed.
    public init(
        key: NodeKey, parameters: NodeParameters, restoring snapshot: NodeSnapshot, seed: UInt64,
        at now: Moment
    ) {
        self.key = key
        _parameters = Shared(wrappedValue: parameters)
        self.now = now
        startedAt = now.instant
        generator = SeededGenerator(seed: seed)
        router = Router(
            parameters: parameters.gossip, generator: generator.split(), now: now.instant)
        reservedSequenceNumber = snapshot.sequenceNumbersReserved
        let gap = UInt64.random(in: 0..<parameters.firstNumberSpread, using: &generator)
        let (first, isOver) = reservedSequenceNumber.addingReportingOverflow(gap)
        lastSequenceNumber = isOver ? reservedSequenceNumber : first
        let phase = UInt64.random(in: 0..<1_000, using: &generator)
        nextHeartbeatAt = now.instant.advanced(
            by: parameters.heartbeatInterval * Int(phase) / 1_000)
        for channel in snapshot.channels {
            _ = hold(channel.channel, restoring: channel)
            if channel.lacksRecords { noteMissingRecords(of: channel.channel.id) }
        }
    }

    /// Advances by one input.
    public mutating func step(_ input: NodeInput, at now: Moment) -> [NodeEffect] {
        self.now = now
        switch input {
        case .connected(let peer, let session): return connect(peer, session)
        case .disconnected(let peer): return disconnect(peer)
        case .gossipReady(let peer, let version): return readyGossip(peer, version)
        case .laneReady(let peer): return openLane(peer)
        case .laneClosed(let peer): return closeLane(peer)
        case .gossip(let gossip, let peer): return hear(gossip, from: peer)
        case .direct(let frame, let peer): return hear(frame, from: peer)
        case .submitted(let records, let refusingHidden, let ticket):
            return submit(records, refusingHidden: refusingHidden, ticket: ticket)
        case .channelAdded(let channel): return add(channel)
        case .chain(let channel, let state): return learn(state, of: channel)
        case .priced(let channel, let price, let perPublisher, let ticket):
            return setPrice(price, perPublisher: perPublisher, of: channel, ticket: ticket)
        case .retargeted(let channel, let rules, let ticket):
            return setRules(rules, of: channel, ticket: ticket)
        case .loaded(let answer): return take(answer)
        case .settled: return settle()
        case .woke: return wake()
        }
    }

    /// When the next `woke` is due.
    public var nextDeadline: Instant? {
        var earliest = min(nextHeartbeatAt, router.nextDeadline)
        if let deadline = recovery.deadline { earliest = min(earliest, deadline) }
        if let deadline = channels.earliestDeadline {
            earliest = min(earliest, deadline)
        }
        if let deadline = peers.earliestDeadline {
            earliest = min(earliest, deadline)
        }
        return earliest
    }

    /// Whether the message id was delivered lately: the edge then spares itself the signature.
    public func hasSeen(_ id: MessageID) -> Bool { router.hasSeen(id) }

    /// Whether a connected peer validates a channel that we validate. Of anybody else's statements on
    /// the direct lane nothing is taken, so the edge spares itself their signatures.
    public func sharesChannel(with peer: PeerID) -> Bool {
        peers[peer]?.sharesChannel ?? false
    }

    /// The connected peers, ascending.
    public var connectedPeers: [PeerID] { peers.keys }

    /// The keys of `peers`, ascending: the order in which peers are served.
    var peerOrder: [PeerID] { peers.keys }

    /// The keys of `channels`, ascending.
    var channelOrder: [ChannelID] { channels.keys }

    mutating func wake() -> [NodeEffect] {
        var effects: [NodeEffect] = []
        for place in channels.indices where channels.needsSettling(at: place, now: now.instant) {
            if let deadline = channels[at: place]?.nextDeadline, deadline <= now.instant {
                effects += wake(channels.keys[place])
            }
        }
        if nextHeartbeatAt <= now.instant { effects += beat() }
        if router.nextDeadline <= now.instant {
            effects += perform(router.step(.woke, at: now.instant))
            effects += refreshPeers()
        }
        for place in peers.indices where peers.needsSettling(at: place, now: now.instant) {
            if let deadline = peers[at: place]?.reconcileDeadline, deadline <= now.instant {
                wakeReconciliation(with: peers.keys[place])
            }
        }
        return effects + wakeRecovery()
    }

    /// Lets what waits on the lanes leave, and tells what became of the bidding verdicts.
    mutating func settle() -> [NodeEffect] {
        var effects: [NodeEffect] = []
        for place in peers.indices where peers.needsSettling(at: place, now: now.instant) {
            effects += settlePeer(at: place)
        }
        for place in channels.indices where channels.needsSettling(at: place, now: now.instant) {
            if channels[at: place]?.isVerdictStale ?? false {
                effects += judgeBidding(channels.keys[place])
            }
            channels.settle(at: place, deadline: channels[at: place]?.nextDeadline)
        }
        return effects
    }

    private mutating func settlePeer(at place: Int) -> [NodeEffect] {
        let peer = peers.keys[place]
        var effects: [NodeEffect] = []
        if peers[at: place]?.isQuiet(at: now.instant) == false {
            if peers[at: place]?.lane?.takeReconciliation() == true { offerAgain(to: peer) }
            if peers[at: place]?.reconciling.isQuiet == false { effects += pump(peer) }
            for frame in peers[at: place]?.lane?.flush(at: now.instant) ?? [] {
                effects.append(.sendDirect(frame, to: peer))
            }
        }
        // What is left waits for the peer or for time: it is looked at again with the next batch.
        if peers[at: place]?.isQuiet(at: now.instant) == true {
            peers.settle(at: place, deadline: peers[at: place]?.nextDeadline)
        }
        return effects
    }
}
