// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import Primitives
public import SimulatedWorld

/// Watches a run turn by turn and keeps what its report shows, in bounded memory.
///
/// Changes that nodes announce are kept with their exact times; depths and counts are sampled, at
/// most `sampleLimit` times. Above `detailLimit` hosts only their distribution is kept.
public struct RunRecorder: Sendable {
    /// The most samples of a run.
    public static let sampleLimit = 600
    /// Hosts that are shown one by one.
    public static let detailLimit = 40
    /// Channels whose states and verdicts are followed.
    public static let channelLimit = 16

    var record: RunRecord
    var channels: [ChannelBook] = []
    var channelPlaces: [ChannelID: Int] = [:]
    var faults = FaultBook()
    var beliefs: BeliefBook?
    var latency = LatencyBook()
    var tape = Tape()

    /// By host and validator: in which of its channels, and where in `validators[]`, it sees it.
    var seats: [[Seat]]
    var hostPlaces: [Address: Int] = [:]
    var stalls: [(host: Int, until: Double)] = []
    var tally = TrafficTally()
    var connections: Set<Edge> = []
    var largestBatches: [Int]
    var commitCount = 0
    var before = WorldCounters()
    var time = 0.0

    /// Another host as a host sees it.
    struct Seat: Sendable {
        let host: Int
        let channel: ChannelID
        let index: Int
    }

    /// Begins with a world that has not run yet.
    public init(title: RunTitle, world: World) {
        let count = world.hosts.count
        record = RunRecord(title: title, duration: 0, hostCount: count)
        record.hosts = Array(repeating: HostRecord(), count: count)
        seats = Array(repeating: [], count: count)
        largestBatches = Array(repeating: 0, count: count)
        for (place, host) in world.hosts.enumerated() { hostPlaces[host.key.address] = place }
        adoptChannels(of: world.plan)
        let workload = count * max(1, record.channelCount)
        let limit = max(60, min(Self.sampleLimit, 1_000_000 / max(1, workload)))
        record.sampleInterval = Self.interval(title.duration.inSeconds, limit: limit)
        if count <= Self.detailLimit {
            var isShared = Array(repeating: Array(repeating: false, count: count), count: count)
            for host in 0..<count { for seat in seats[host] { isShared[host][seat.host] = true } }
            beliefs = BeliefBook(isShared: isShared)
        }
        observeRoles(of: world.plan)
        for host in 0..<count { notePhase(of: host, in: world) }
        survey(world)
        for host in 0..<count { look(at: host, in: world) }
    }

    /// A round number of seconds that gives at most so many samples.
    static func interval(_ duration: Double, limit: Int) -> Double {
        let steps = [0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600]
        let least = duration / Double(limit)
        return steps.first { $0 >= least } ?? least
    }

    /// Takes note of what just happened; the world is as it is after it.
    public mutating func observe(_ turn: Turn, in world: World) {
        let at = turn.at.inSeconds
        sample(before: at, in: world)
        endStalls(at: at, in: world)
        time = max(time, at)
        tape.add(turn)
        switch turn.kind {
        case .batch(let batch): observe(batch, in: world)
        case .fault(let fault):
            faults.observe(fault, at: time, plan: world.plan)
            if case .stall(let hosts, let length) = fault {
                stalls += hosts.map { ($0, time + length.inSeconds) }
            }
            for host in world.hosts.indices { notePhase(of: host, in: world) }
            survey(world)
        case .up(let host):
            faults.observeStart(of: host, at: time)
            notePhase(of: host, in: world)
            survey(world)
            look(at: host, in: world)
        case .down(let host, _):
            faults.observeEnd(of: host)
            notePhase(of: host, in: world)
            survey(world)
            look(at: host, in: world)
        case .connected(let one, let other):
            connections.insert(Edge(dialer: min(one, other), listener: max(one, other)))
        case .parted(let one, let other):
            connections.remove(Edge(dialer: min(one, other), listener: max(one, other)))
        }
    }

    /// An invariant did not hold; the first breach fixes what is shown of the transcript.
    public mutating func note(_ breach: BreachRecord, in world: World) {
        record.breaches.append(breach)
        guard record.breaches.count == 1 else { return }
        tape.mark(host: breach.host)
        record.transcriptLines = world.transcript.lines.suffix(48).map(\.text)
    }

    /// Ends the run.
    ///
    /// - Parameters:
    ///   - checks: the invariants and how often each was checked.
    ///   - unmet: expectations that were not met, in words.
    public mutating func finish(
        _ world: World, checks: [InvariantCheck], unmet: [String]
    ) -> RunRecord {
        let end = max(time, world.elapsed.inSeconds)
        sample(before: end, in: world)
        endStalls(at: end, in: world)
        time = end
        let sampledUntil = Double(record.samples.count) * record.sampleInterval
        if record.samples.isEmpty || end > sampledUntil + 1e-6 { addSample(in: world) }
        beliefs?.close(at: end)
        for place in channels.indices { channels[place].close(at: end) }
        for host in record.hosts.indices {
            record.hosts[host].phases.close(at: end)
            record.hosts[host].beliefs = beliefs?.tracks[host] ?? []
        }
        record.duration = max(end, record.sampleInterval)
        record.channels = channels.map(\.record)
        record.faults = faults.records
        record.droppedFaultCount = faults.droppedCount
        record.latency = LatencyRecord(latency, duration: record.duration)
        record.checks = checks
        record.unmet = unmet
        record.excerpt = tape.lines(
            Narrator(world.hosts.map(\.key), channels: channels.map(\.id)))
        if record.transcriptLines.isEmpty {
            record.transcriptLines = world.transcript.lines.suffix(24).map(\.text)
        }
        record.transcriptHash = world.transcript.hash.hex
        record.figures = Self.figures(of: world)
        return record
    }

    static func figures(of world: World) -> [Figure] {
        let counters = world.counters
        return [
            Figure("node steps", Int(clamping: counters.steps)),
            Figure("batches", Int(clamping: counters.batches)),
            Figure("records on disk", Int(clamping: counters.records)),
            Figure("gossip messages", Int(clamping: counters.gossip.messages)),
            Figure("direct messages", Int(clamping: counters.direct.messages)),
            Figure("messages arrived", Int(clamping: counters.arrivals)),
            Figure("connections made", Int(clamping: counters.connections)),
            Figure("dials without success", Int(clamping: counters.failedDials)),
            Figure("segments sent again", Int(clamping: counters.lostSegments)),
            Figure("messages lost with a connection", Int(clamping: counters.lostMessages)),
            Figure("messages dropped by full queues", Int(clamping: counters.droppedMessages)),
            Figure("malformed messages", Int(clamping: counters.malformedMessages)),
            Figure("sessions ended for misconduct", world.faults.count),
            Figure("signatures checked", Int(clamping: counters.signatureChecks)),
        ]
    }
}
