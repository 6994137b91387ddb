// This source file is part of the Outpace project. License: see LICENSE.

public import NodeCore

/// Everything a report shows of one run: plain data, times in seconds since the start.
public struct RunRecord: Sendable {
    /// What it is called.
    public var title: RunTitle
    /// How long it ran.
    public var duration: Double
    /// How many hosts there were.
    public var hostCount: Int
    /// Hosts one by one; in a crowd without beliefs and samples.
    public var hosts: [HostRecord] = []
    /// Channels that are shown, in the order of the plan.
    public var channels: [ChannelHistory] = []
    /// How many channels there were.
    public var channelCount = 0
    /// What went wrong and when.
    public var faults: [FaultRecord] = []
    /// Faults that were too many to keep.
    public var droppedFaultCount = 0
    /// The time between two samples.
    public var sampleInterval = 1.0
    /// The network, sample by sample.
    public var samples: [NetworkSample] = []
    /// The hosts together, sample by sample; empty unless they are too many to be shown one by one.
    public var crowd: [CrowdSample] = []
    /// How long events waited.
    public var latency = LatencyRecord()
    /// The invariants and how often each was checked.
    public var checks: [InvariantCheck] = []
    /// What did not hold, in the order it was found.
    public var breaches: [BreachRecord] = []
    /// Expectations that were not met, in words.
    public var unmet: [String] = []
    /// What the hosts did around the first breach, or at the end of a run without one.
    public var excerpt: [ExcerptLine] = []
    /// The lines of the transcript there, in its own columns.
    public var transcriptLines: [String] = []
    /// The hash over all lines of the transcript.
    public var transcriptHash = ""
    /// Figures about the whole run, in the order they are shown.
    public var figures: [Figure] = []

    /// An empty record.
    public init(title: RunTitle, duration: Double, hostCount: Int) {
        self.title = title
        self.duration = duration
        self.hostCount = hostCount
    }

    /// Whether nothing was breached and every expectation was met.
    public var isPassed: Bool { breaches.isEmpty && unmet.isEmpty }

    /// When the run failed; nil when it passed. An expectation that is not met ends a run.
    public var failedAt: Double? { breaches.first?.at ?? (unmet.isEmpty ? nil : duration) }

    /// The traffic of the whole run.
    public var totalTraffic: TrafficTally {
        var total = TrafficTally()
        for sample in samples {
            for kind in TrafficKind.allCases {
                total.add(
                    kind, count: sample.traffic.count(of: kind),
                    octets: sample.traffic.octets(of: kind))
            }
        }
        return total
    }
}

/// A figure about a whole run.
public struct Figure: Hashable, Sendable {
    /// What it counts.
    public var name: String
    /// The figure.
    public var value: Int

    /// Names a figure.
    public init(_ name: String, _ value: Int) {
        self.name = name
        self.value = value
    }
}

/// One host of a run.
public struct HostRecord: Hashable, Sendable {
    /// How a host was.
    public enum Phase: String, CaseIterable, Hashable, Sendable {
        /// It ran as it should.
        case up
        /// It ran and misbehaved.
        case byzantine
        /// It stood still.
        case stalled
        /// It did not run.
        case down
    }

    /// How it was, over time.
    public var phases = Track<Phase>()
    /// What it believed of each other host, over time; empty tracks where they share no channel.
    public var beliefs: [Track<Belief>] = []
    /// Events that waited in its pools, at each sample.
    public var poolDepths: [Int] = []
    /// Inputs of its largest batch, in each sample's time.
    public var batchSizes: [Int] = []
    /// Batches it took.
    public var batchCount = 0
    /// Records it committed.
    public var recordCount = 0
    /// Octets it sent on both lanes.
    public var sentOctets = 0

    /// A host that nothing is known of.
    public init() {}
}

/// What one host believes of another, next to what is so.
public enum Belief: UInt8, CaseIterable, Hashable, Sendable {
    /// It counts as online, and could be heard.
    case online
    /// It counts as online, though nothing of it can come through.
    case unnoticed
    /// It counts as offline, though it could be heard.
    case missed
    /// It counts as offline, and nothing of it can come through.
    case offline
    /// The host that should see does not run.
    case blind
}

/// What bidding was at one host for one channel.
public enum Bidding: Hashable, Sendable {
    /// The host did not run.
    case down
    /// It bid.
    case active
    /// It did not, for these reasons.
    case stopped([BiddingReason])
}

/// The network in the time of one sample.
public struct NetworkSample: Hashable, Sendable {
    /// What was sent.
    public var traffic = TrafficTally()
    /// Open connections at its end.
    public var connectionCount = 0
    /// Inputs of nodes.
    public var stepCount = 0
    /// Commits that held records.
    public var commitCount = 0
    /// Records committed.
    public var recordCount = 0
    /// Messages that were dropped by full queues or lost with connections.
    public var lostCount = 0
    /// Hosts that ran at its end.
    public var upCount = 0

    /// A sample without anything.
    public init() {}
}

/// Many hosts at the end of one sample, as shares that do not exceed a value.
public struct CrowdSample: Hashable, Sendable {
    /// A tenth, half, nine tenths and all of the values do not exceed these.
    public struct Spread: Hashable, Sendable {
        /// The lowest value.
        public var lowest: Double
        /// A tenth is not above.
        public var low: Double
        /// Half is not above.
        public var median: Double
        /// Nine tenths are not above.
        public var high: Double
        /// The highest value.
        public var highest: Double

        /// Sums up values in any order; all 0 for none.
        public init(_ values: [Double]) {
            let sorted = values.sorted()
            func at(_ share: Double) -> Double {
                guard !sorted.isEmpty else { return 0 }
                return sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
            }
            (lowest, low, median) = (sorted.first ?? 0, at(0.1), at(0.5))
            (high, highest) = (at(0.9), sorted.last ?? 0)
        }
    }

    /// The share of other validators that a host sees online, in hundredths.
    public var seen: Spread
    /// Events that wait in a host's pools.
    public var pool: Spread
    /// Bidding verdicts by what they are: active, then each reason, counted at the first of them.
    public var biddingCounts: [Int]

    /// Puts a sample together.
    public init(seen: Spread, pool: Spread, biddingCounts: [Int]) {
        self.seen = seen
        self.pool = pool
        self.biddingCounts = biddingCounts
    }
}

/// One thing that a host was told or did, in words.
public struct ExcerptLine: Hashable, Sendable {
    /// When, in seconds since the start.
    public var at: Double
    /// Where; nil for the network.
    public var host: Int?
    /// What.
    public var text: String
    /// Whether it is the host that breached.
    public var isSuspect = false
    /// Whether it came after the breach.
    public var isAfter = false

    /// Puts a line together.
    public init(at: Double, host: Int?, text: String) {
        self.at = at
        self.host = host
        self.text = text
    }
}
