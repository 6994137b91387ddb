// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// The gossipsub router, versions 1.0 to 1.2: who is told what, about every topic we are in.
///
/// Messages travel along a mesh of a few peers per topic; what the mesh loses is repaired by
/// telling others which ids we have, every heartbeat, and by sending them what they ask for. Two
/// things differ from the specification, both legal on the wire. In a topic of at most Dhi members
/// ids are told to mesh peers too: in so small a topic everybody is in everybody's mesh, and a
/// dropped message would otherwise be lost for good. And peers that get a message on another lane
/// are left out (`skipping`, `served`).
///
/// An id is remembered only once its message's signature was found good, so nobody can make us deaf
/// to a message by naming it first. Signatures are checked outside: the router sees `received` or
/// `refused`; a caller asks `isGraylisted` before it spends a check. What peers do counts for or
/// against them (`ScoreParameters`); the application says whom to blame for an invalid message,
/// because only it knows who must have seen that.
///
/// - Source: libp2p specification, `gossipsub` v1.0, v1.1, v1.2; `docs/PROTOCOL.md`, section 8.
public struct Router: Sendable {
    /// The numbers it works with.
    @Shared public var parameters: GossipParameters
    /// What happened so far.
    public internal(set) var counters = GossipCounters()

    var generator: SeededGenerator
    var peers = PeerMap<RouterPeer>()
    var connected = PeerList()
    /// What peers said of their topics before our streams to them could be used.
    var earlySubscriptions: [PeerID: [RPC.Subscription]] = [:]
    /// Our topics, sorted.
    var topics: [String] = []
    /// The mesh of each of our topics.
    var meshes: [String: PeerList] = [:]
    /// The peers of every topic anybody is in.
    var subscribers: [String: PeerList] = [:]
    /// Peers that get every message whatever the mesh and the scores say, sorted.
    var explicitPeers = PeerList()
    /// Topics that we publish to without being in them: to whom, and since when the last time.
    var fanout: [String: Fanout] = [:]
    var scores: ScoreBook
    var pastBackoffs: PastBackoffs
    var promises = Promises()
    var now: Instant
    var seen: SeenCache
    var cache: MessageCache
    /// How many peers were asked for an id since the last heartbeat.
    var requests: [MessageID: RequestTally] = [:]
    var heartbeatCount: UInt64 = 0
    /// When `woke` is due.
    public internal(set) var nextDeadline: Instant
    var outbox = Outbox()

    /// A router without peers and topics.
    ///
    /// - Parameters:
    ///   - generator: draws the phase of the heartbeat and every choice of peers.
    ///   - now: the first heartbeat comes within one interval after it.
    public init(parameters: GossipParameters, generator: SeededGenerator, now: Instant) {
        _parameters = Shared(wrappedValue: parameters)
        self.generator = generator
        self.now = now
        scores = ScoreBook(parameters: parameters.score)
        pastBackoffs = PastBackoffs(parameters: parameters.score)
        seen = SeenCache(
            lifetime: parameters.seenLifetime, countLimit: parameters.seenCountLimit)
        cache = MessageCache(
            windowCount: parameters.cacheWindowCount, byteLimit: parameters.cacheByteLimit)
        let part = Int64.random(in: 0..<1_000, using: &self.generator)
        nextDeadline = now.advanced(by: parameters.heartbeatInterval * Int(part) / 1_000)
    }

    /// Whether the id's message came before, was published, or is being judged.
    ///
    /// A caller need not check the signature of such a message before it says `received`.
    public func hasSeen(_ id: MessageID) -> Bool { seen.contains(id) }

    /// The mesh of one of our topics, by ascending id.
    public func meshPeers(_ topic: String) -> [PeerID] { meshes[topic]?.peers ?? [] }

    /// The connected peers of a topic, by ascending id.
    public func topicPeers(_ topic: String) -> [PeerID] { subscribers[topic]?.peers ?? [] }

    /// Our topics, sorted.
    public var subscriptions: [String] { topics }

    /// How many peers the router keeps something about; equals the gossip streams that are open.
    public var peerCount: Int { peers.count }

    /// Takes one input and answers what to do, in order.
    public mutating func step(_ input: RouterInput, at now: Instant) -> [RouterEffect] {
        self.now = now
        switch input {
        case .met(let peer, let address): scores.connect(peer, address: address)
        case .connected(let peer, let outbound, let version, let address):
            connect(peer, isOutbound: outbound, version: version, address: address)
        case .disconnected(let peer): disconnect(peer)
        case .subscribed(let topic): join(topic)
        case .unsubscribed(let topic): leave(topic)
        case .heard(let rpc, let peer): hear(rpc, from: peer)
        case .received(let message, let peer): receive(message, from: peer)
        case .refused(let message, let peer): refuse(message, from: peer)
        case .published(let message, let skipped): publish(message, skipping: skipped)
        case .accepted(let message, let peer, let skipped):
            accept(message, from: peer, skipping: skipped)
        case .rejected(let message, let peers): reject(message, blaming: peers)
        case .ignored(let message, _): if let id = message.id { promises.keep(id) }
        case .valued(let peer, let value): scores.value(peer, at: value)
        case .explicit(let peers): setExplicitPeers(peers)
        case .served(let id, let holders):
            for peer in holders { peers[peer]?.known.insert(id) }
        case .woke:
            if now >= nextDeadline { beat() }
        }
        return outbox.drain(limit: parameters.rpcByteLimit)
    }

    /// Counts a fault and hands it out; broken rules of conduct count against the peer's score.
    mutating func blame(_ peer: PeerID, _ violation: Violation, times: Int = 1) {
        counters.count(violation)
        peers[peer]?.violations[violation, default: 0] += 1
        if violation.isBrokenRule { scores.penalize(peer, by: times) }
        outbox.emit(.violated(peer, violation))
    }
}
