// This source file is part of the Outpace project. License: see LICENSE.

public import Gossip
import Primitives
import SimulatedWorld

/// Many production routers under virtual time, one seed, one thread: gossip and what the lanes of
/// validators add to it, without signatures.
///
/// A message's signature is not checked and the octets are counted, not made; everything that a
/// router decides is decided by the production code.
public struct GossipWorld {
    /// From where to where, and between which lives of the two nodes.
    struct Hop {
        let from: Int
        let to: Int
        let fromEpoch: UInt32
        let toEpoch: UInt32
    }

    enum Event {
        case wake(Int, epoch: UInt32)
        case rpc(Hop, RPC)
        case lane(Hop, LaneItem)
        case compare(Hop, isWhole: Bool)
        case regraft(Hop)
        case churn
        case sybilsConnect
    }

    /// The topic that everybody is in.
    static let topic = "/outpace/1/0"

    let layout: GossipLayout
    let seed: UInt64
    var hosts: [GossipHost]
    var messages: [Message] = []
    var messageOfStatement: [EventID: Int] = [:]
    var events = EventQueue<Event>()
    var generator: SeededGenerator
    /// Who comes and goes.
    var churning: [Int] = []
    /// What was sent.
    public internal(set) var totals = GossipTotals()
    /// What was delivered.
    public internal(set) var book: DeliveryBook
    /// Inputs that routers took.
    public internal(set) var steps = 0
    /// The time.
    var now = GossipWorld.start

    /// When worlds begin, on the monotonic clock.
    static let start = Instant(nanoseconds: 1_000_000_000)

    /// All nodes are up, connected and in one topic; equal seeds make equal worlds.
    public init(_ layout: GossipLayout, seed: UInt64) {
        self.layout = layout
        self.seed = seed
        var generator = SeededGenerator(seed: seed)
        let count = layout.nodeCount + (layout.sybils?.count ?? 0)
        let begin = Self.start.advanced(by: layout.firstHeartbeatDelay)
        let sybilParameters = Self.sybilParameters(layout.parameters)
        hosts = (0..<count).map { node in
            let parameters = node < layout.nodeCount ? layout.parameters : sybilParameters
            return GossipHost(
                id: Self.peer(node),
                router: Router(
                    parameters: parameters, generator: generator.split(), now: begin))
        }
        self.generator = generator
        book = DeliveryBook(layout)
        for node in hosts.indices { open(node) }
        connectHonest()
        if let churn = layout.churn {
            churning = (0..<layout.nodeCount).filter { _ in draw() < churn.sharePerMille }
            schedule(.churn, at: now.advanced(by: churn.tick))
        }
        if let sybils = layout.sybils {
            schedule(.sybilsConnect, at: now.advanced(by: sybils.connectsAt))
        }
    }

    /// A name with a number in it; names ascend with their numbers.
    static func peer(_ number: Int) -> PeerID {
        let octets: Bytes =
            [0x00, 0x25, 0x08, 0x02, 0x12, 0x21, 0x02] + Bytes(repeating: 0, count: 30)
            + [UInt8(number >> 8 & 0xff), UInt8(number & 0xff)]
        guard let peer = PeerID(bytes: octets) else {
            preconditionFailure("node \(number) has no name")
        }
        return peer
    }

    /// The number in a name.
    static func number(of peer: PeerID) -> Int {
        Int(peer[37]) << 8 | Int(peer[38])
    }

    /// The number of a message.
    static func number(of message: Message) -> Int {
        guard let sequence = message.sequenceNumber else { return 0 }
        return Int(UInt64(bigEndianBytes: sequence)) - 1
    }

    /// The time since the start.
    public var elapsed: Duration { now.duration(since: Self.start) }

    /// From now on what is sent and published counts; what was before was to warm up.
    public mutating func beginMeasuring() {
        totals = GossipTotals()
        book.beginMeasuring()
    }

    /// Lets everything happen that is due before a time since the start.
    public mutating func run(until end: Duration) {
        let end = Self.start.advanced(by: end)
        while let due = firstDue, due < end, let event = events.popFirst() {
            now = due
            take(event)
        }
        now = max(now, end)
    }

    /// Publishes a message of a node that is there, on all of its lanes.
    public mutating func publish(by node: Int, octets: Int) {
        guard hosts[node].isOnline else { return }
        var sequence: Bytes = []
        UInt64(messages.count + 1).appendBigEndian(to: &sequence)
        let message = Message.make(
            from: hosts[node].id, sequenceNumber: sequence, topic: Self.topic,
            data: Bytes(repeating: 0x5a, count: octets)
        ) { _ in Bytes(repeating: 0x30, count: 71) }
        messages.append(message)
        book.publish(by: node, at: now)
        let served = sendDirect(message, by: node)
        step(node, .published(message, skipping: served))
    }

    /// Whether a node is there.
    public func isOnline(_ node: Int) -> Bool { hosts[node].isOnline }

    /// What a router counted.
    public func counters(of node: Int) -> GossipCounters { hosts[node].router.counters }

    /// How many of a node's mesh are no Sybils, and how many are.
    public func mesh(of node: Int) -> (honest: Int, sybil: Int) {
        let mesh = hosts[node].router.meshPeers(Self.topic)
        let honest = mesh.count { Self.number(of: $0) < layout.nodeCount }
        return (honest, mesh.count - honest)
    }

    private mutating func take(_ event: Event) {
        switch event {
        case .wake(let node, let epoch):
            guard hosts[node].isOnline, hosts[node].epoch == epoch else { return }
            if isSilent(node) { return }
            step(node, .woke)
            scheduleWake(node)
        case .rpc(let hop, let rpc): if isAlive(hop) { hear(rpc, hop) }
        case .lane(let hop, let item): if isAlive(hop) { hear(item, hop) }
        case .compare(let hop, let isWhole): if isAlive(hop) { compare(hop, isWhole: isWhole) }
        case .regraft(let hop): if isAlive(hop) { regraft(hop) }
        case .churn: churn()
        case .sybilsConnect: connectSybils()
        }
    }

    func isAlive(_ hop: Hop) -> Bool {
        hosts[hop.from].epoch == hop.fromEpoch && hosts[hop.to].epoch == hop.toEpoch
    }

    mutating func scheduleWake(_ node: Int) {
        schedule(
            .wake(node, epoch: hosts[node].epoch), at: hosts[node].router.nextDeadline)
    }

    /// A number below 1 000.
    mutating func draw() -> Int { Int(generator.next() % 1_000) }

    /// Some of the nodes, each once.
    mutating func drawn(_ count: Int, of nodes: Range<Int>, besides node: Int) -> [Int] {
        var chosen: [Int] = []
        let others = nodes.count - (nodes.contains(node) ? 1 : 0)
        var taken = Set<Int>()
        while chosen.count < min(count, others) {
            let other = nodes.lowerBound + Int(generator.next() % UInt64(nodes.count))
            if other != node, taken.insert(other).inserted { chosen.append(other) }
        }
        return chosen
    }

    private var firstDue: Instant? { events.firstDue.map { Instant(nanoseconds: $0) } }

    mutating func schedule(_ event: Event, at due: Instant) {
        events.insert(event, due: due.nanoseconds)
    }
}
