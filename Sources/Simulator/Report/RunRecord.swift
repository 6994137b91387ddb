// This source file is part of the Outpace project. License: see LICENSE.

package import NodeCore

/// Everything a report shows of one run: plain data, times in seconds since the start.
package struct RunRecord: Sendable {
    /// What it is called.
    package var title: RunTitle
    /// How long it ran.
    package var duration: Double
    /// How many hosts there were.
    package var hostCount: Int
    /// Hosts one by one; in a crowd without beliefs and samples.
    package var hosts: [HostRecord] = []
    /// Channels that are shown, in the order of the plan.
    package var channels: [ChannelHistory] = []
    /// How many channels there were.
    package var channelCount = 0
    /// What went wrong and when.
    package var faults: [FaultRecord] = []
    /// Faults that were too many to keep.
    package var droppedFaultCount = 0
    /// The time between two samples.
    package var sampleInterval = 1.0
    /// The network, sample by sample.
    package var samples: [NetworkSample] = []
    /// The hosts together, sample by sample; empty unless they are too many to be shown one by one.
    package var crowd: [CrowdSample] = []
    /// How long events waited.
    package var latency = LatencyRecord()
    /// The invariants and how often each was checked.
    package var checks: [InvariantCheck] = []
    /// What did not hold, in the order it was found.
    package var breaches: [BreachRecord] = []
    /// Expectations that were not met, in words.
    package var unmet: [String] = []
    /// What the hosts did around the first breach, or at the end of a run without one.
    package var excerpt: [ExcerptLine] = []
    /// The lines of the transcript there, in its own columns.
    package var transcriptLines: [String] = []
    /// The hash over all lines of the transcript.
    package var transcriptHash = ""
    /// Figures about the whole run, in the order they are shown.
    package var figures: [Figure] = []

    /// An empty record.
    package init(title: RunTitle, duration: Double, hostCount: Int) {
        self.title = title
        self.duration = duration
        self.hostCount = hostCount
    }

    /// Whether nothing was breached and every expectation was met.
    package var isPassed: Bool { breaches.isEmpty && unmet.isEmpty }

    /// When the run failed; nil when it passed. An expectation that is not met ends a run.
    package var failedAt: Double? { breaches.first?.at ?? (unmet.isEmpty ? nil : duration) }

    /// The traffic of the whole run.
    package var totalTraffic: TrafficTally {
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
package struct Figure: Hashable, Sendable {
    /// What it counts.
    package var name: String
    /// The figure.
    package var value: Int

    /// Names a figure.
    package init(_ name: String, _ value: Int) {
        self.name = name
        self.value = value
    }
}

/// One host of a run.
package struct HostRecord: Hashable, Sendable {
    /// How a host was.
    package enum Phase: String, CaseIterable, Hashable, Sendable {
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
    package var phases = Track<Phase>()
    /// What it believed of each other host, over time; empty tracks where they share no channel.
    package var beliefs: [Track<Belief>] = []
    /// Events that waited in its pools, at each sample.
    package var poolDepths: [Int] = []
    /// Inputs of its largest batch, in each sample's time.
    package var batchSizes: [Int] = []
    /// Batches it took.
    package var batchCount = 0
    /// Records it committed.
    package var recordCount = 0
    /// Octets it sent on both lanes.
    package var sentOctets = 0

    /// A host that nothing is known of.
    package init() {}
}

/// What one host believes of another, next to what is so.
package enum Belief: UInt8, CaseIterable, Hashable, Sendable {
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
package enum Bidding: Hashable, Sendable {
    /// The host did not run.
    case down
    /// It bid.
    case active
    /// It did not, for these reasons.
    case stopped([BiddingReason])
}

/// The network in the time of one sample.
package struct NetworkSample: Hashable, Sendable {
    /// What was sent.
    package var traffic = TrafficTally()
    /// Open connections at its end.
    package var connectionCount = 0
    /// Inputs of nodes.
    package var stepCount = 0
    /// Commits that held records.
    package var commitCount = 0
    /// Records committed.
    package var recordCount = 0
    /// Messages that were dropped by full queues or lost with connections.
    package var lostCount = 0
    /// Hosts that ran at its end.
    package var upCount = 0

    /// A sample without anything.
    package init() {}
}

/// Many hosts at the end of one sample, as shares that do not exceed a value.
package struct CrowdSample: Hashable, Sendable {
    /// A tenth, half, nine tenths and all of the values do not exceed these.
    package struct Spread: Hashable, Sendable {
        /// The lowest value.
        package var lowest: Double
        /// A tenth is not above.
        package var low: Double
        /// Half is not above.
        package var median: Double
        /// Nine tenths are not above.
        package var high: Double
        /// The highest value.
        package var highest: Double

        /// Sums up values in any order; all 0 for none.
        package init(_ values: [Double]) {
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
    package var seen: Spread
    /// Events that wait in a host's pools.
    package var pool: Spread
    /// Bidding verdicts by what they are: active, then each reason, counted at the first of them.
    package var biddingCounts: [Int]

    /// Puts a sample together.
    package init(seen: Spread, pool: Spread, biddingCounts: [Int]) {
        self.seen = seen
        self.pool = pool
        self.biddingCounts = biddingCounts
    }
}

/// One thing that a host was told or did, in words.
package struct ExcerptLine: Hashable, Sendable {
    /// When, in seconds since the start.
    package var at: Double
    /// Where; nil for the network.
    package var host: Int?
    /// What.
    package var text: String
    /// Whether it is the host that breached.
    package var isSuspect = false
    /// Whether it came after the breach.
    package var isAfter = false

    /// Puts a line together.
    package init(at: Double, host: Int?, text: String) {
        self.at = at
        self.host = host
        self.text = text
    }
}
