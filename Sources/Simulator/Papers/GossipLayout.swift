// This source file is part of the Outpace project. License: see LICENSE.

public import Gossip
import Primitives

/// What a simulated gossip network looks like.
public struct GossipLayout: Sendable {
    /// The lanes between the validators of a channel.
    public struct Lanes: Sendable {
        /// Validators of one channel: a channel has at most 25. Nodes are in channels by their
        /// numbers, each in one.
        public var channelSize = 25
        /// Whether the ends of a lane compare what they have.
        public var reconciles = false
        /// The time between two comparisons; up to a quarter of it is added.
        public var reconcileInterval = Duration.seconds(10)
        /// What is younger is not compared periodically, because it is under way.
        public var settling = Duration.seconds(2)

        /// The lanes of the production node.
        public init() {}
    }

    /// Nodes that come and go.
    public struct Churn: Sendable {
        /// Of all nodes, in per mille; each is drawn.
        public var sharePerMille: Int
        /// How often it is decided who leaves and who returns.
        public var tick = Duration.milliseconds(100)
        /// Who of them leaves at a tick, in per mille.
        public var leavePerMille = 10
        /// Who of those that left returns at a tick, in per mille.
        public var returnPerMille = 50

        /// A share of nodes that come and go as in the lean-gossip simulation.
        public init(sharePerMille: Int) { self.sharePerMille = sharePerMille }
    }

    /// Honest nodes.
    public var nodeCount: Int
    /// How many others each node dials, drawn from here.
    public var dials: ClosedRange<Int>
    /// How long an RPC is under way.
    public var latency: LinkLatency
    /// What a node can send in a second, in octets; nil for any amount.
    public var uplinkOctetsPerSecond: Int?
    /// The numbers of the routers.
    public var parameters: GossipParameters
    /// Which gossipsub they speak.
    public var version: GossipVersion
    /// How long after the start the first heartbeats come at the earliest. At once, the nodes whose
    /// heartbeat is early graft those whose subscription came early: meshes of near peers.
    public var firstHeartbeatDelay = Duration.zero
    /// The lanes between validators; nil for gossip alone.
    public var lanes: Lanes?
    /// Who comes and goes; nil for nobody.
    public var churn: Churn?
    /// Who attacks; nil for nobody.
    public var sybils: SybilPlan?

    /// Honest nodes that stay, with gossip alone.
    public init(
        nodeCount: Int, dials: ClosedRange<Int>, latency: LinkLatency,
        parameters: GossipParameters = .plain, version: GossipVersion = .v11
    ) {
        self.nodeCount = nodeCount
        self.dials = dials
        self.latency = latency
        self.parameters = parameters
        self.version = version
    }

    /// Which channel a node validates.
    func channel(of node: Int) -> Range<Int>? {
        guard let lanes, node < nodeCount else { return nil }
        let first = node / lanes.channelSize * lanes.channelSize
        return first..<min(first + lanes.channelSize, nodeCount)
    }
}

/// How long what is sent from one node to another is under way.
public enum LinkLatency: Hashable, Sendable {
    /// Each link's delay is drawn once, in microseconds; each RPC takes up to so much more, in per
    /// mille of it.
    case uniform(microseconds: ClosedRange<Int>, jitterPerMille: Int)
    /// Three regions with 30, 40 and 30 % of the nodes; delays about a mean for each pair of
    /// regions, with three tenths of it as the standard deviation, and rounded up to whole ticks of
    /// 100 ms.
    ///
    /// - Source: the lean-gossip simulation.
    case regions

    private static let regionMeans = [[30, 120, 220], [120, 30, 200], [220, 200, 40]]

    /// The delay of one RPC, in microseconds.
    ///
    /// - Parameter link: a number that both ends of a link share, and no others.
    func draw(
        from: Int, to: Int, seed: UInt64, using generator: inout SeededGenerator
    ) -> Int {
        switch self {
        case .uniform(let range, let jitter):
            let pair = UInt64(min(from, to)) << 32 | UInt64(max(from, to))
            let base = range.lowerBound + Int(Self.mixed(pair ^ seed) % UInt64(range.count))
            guard jitter > 0 else { return base }
            return base + base * Int(generator.next() % UInt64(jitter * 10 + 1)) / 10_000
        case .regions:
            let mean = Self.regionMeans[Self.region(from, seed)][Self.region(to, seed)] * 1_000
            // Twelve uniform draws have the variance of one normal one.
            var sum = 0
            for _ in 0..<3 {
                let drawn = generator.next()
                for shift in [0, 16, 32, 48] as [UInt64] { sum += Int(drawn >> shift & 0xffff) }
            }
            let deviation = mean * 3 / 10 * (sum - 6 * 0xffff) / 0xffff
            let delay = max(10_000, mean + deviation)
            return (delay + 99_999) / 100_000 * 100_000
        }
    }

    private static func region(_ node: Int, _ seed: UInt64) -> Int {
        switch mixed(UInt64(node) &* 0x2545_f491_4f6c_dd1d ^ seed) % 10 {
        case 0..<3: 0
        case 3..<7: 1
        default: 2
        }
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var generator = SeededGenerator(seed: value)
        return generator.next()
    }
}
