// This source file is part of the Outpace project. License: see LICENSE.

import Identity
public import NodeCore
import Peering
public import Primitives
public import ValidatorMessages

/// A network of real nodes in one value, under a clock that only this value moves.
///
/// Every message travels as octets through `Admission`, so codecs and signatures run; every record is
/// on a disk before anything that reveals it leaves. One thread, no I/O, one seed: equal plans and
/// seeds give equal transcripts.
public struct World: Sendable {
    /// What the network is made of.
    @Shared public var plan: WorldPlan
    /// The machines.
    public internal(set) var hosts: [Host]
    /// What was counted.
    public var counters: WorldCounters {
        var counters = tally
        counters.signatureChecks = inlet.checkCount
        counters.rememberedChecks = inlet.knownCount
        return counters
    }
    /// What happened, as a hash and the last lines.
    public internal(set) var transcript: Transcript
    /// Sessions that a node ended because of what its peer sent, and loops; empty among honest ones.
    public internal(set) var faults: [String] = []

    var tally = WorldCounters()
    /// True time since the start, in nanoseconds.
    var clock: UInt64 = 0
    let start: Moment
    var queue = EventQueue<Happening>()
    /// Turns that are not told yet, oldest first from `toldCount` on.
    var turns: [Turn] = []
    var toldCount = 0

    var places: [PeerID: Int] = [:]
    var ends: [End] = []
    var freeEnds: [Int] = []
    /// The sessions of ends, at byte depth.
    var sessions: [Session?] = []
    /// Ends whose sessions have something to write.
    var writers: [Int] = []
    /// How sessions ended that nobody ended on purpose, by name.
    public internal(set) var sessionFaults: [String: Int] = [:]
    var dialers: [Dialer] = []
    var copies: [String: [Int: Disk]] = [:]

    var links: LinkPlan
    var latencySeed: UInt64
    /// The side each host is on; octets do not pass between sides.
    var sides: [Int]
    var blocks: [Block] = []
    /// Pairs that do not dial each other, the lower number first.
    var separated: [Edge] = []

    var network: SeededGenerator
    var storage: SeededGenerator
    var starts: SeededGenerator
    var inlet: Inlet
    var ticketCount: UInt64 = 0

    /// Starts the machines with their channels, active on the chain; the first dials are due at once.
    public init(plan: WorldPlan, seed: UInt64) {
        _plan = Shared(wrappedValue: plan)
        start = Moment(instant: Instant(nanoseconds: 1_000_000_123), timestamp: plan.start)
        var generator = SeededGenerator(seed: seed)
        network = generator.split()
        storage = generator.split()
        starts = generator.split()
        latencySeed = generator.next()
        links = plan.links
        sides = Array(repeating: 0, count: plan.hosts.count)
        transcript = Transcript(
            limit: plan.transcriptLineLimit, keepsAll: plan.keepsWholeTranscript)
        inlet = Inlet(parameters: plan.parameters)
        let start = start
        hosts = plan.hosts.enumerated().map { place, host in
            Host(host, place: place, in: plan, start: start)
        }
        for (place, host) in hosts.enumerated() { places[host.key.peerID] = place }
        for edge in plan.edges { addDialer(edge.dialer, edge.listener) }
        for place in hosts.indices { startProcess(place) }
    }

    /// Now, in true time on both clocks; hosts have clocks of their own.
    public var now: Moment { moment(at: clock) }

    /// True time since the start.
    public var elapsed: Duration { .nanoseconds(Int64(clamping: clock)) }

    /// Lets the next thing happen that is due before `end`, in true time since the start.
    ///
    /// - Returns: nil when nothing is left to happen until then; the clock then stands at `end`.
    public mutating func next(before end: Duration) -> Turn? {
        let limit = end.nanosecondCount
        while true {
            if toldCount < turns.count {
                toldCount += 1
                return turns[toldCount - 1]
            }
            turns.removeAll(keepingCapacity: true)
            toldCount = 0
            guard let due = queue.firstDue, due < limit, let happening = queue.popFirst() else {
                clock = max(clock, limit)
                return nil
            }
            clock = max(clock, due)
            happen(happening)
        }
    }

    /// A client posts events to a host, now.
    ///
    /// - Returns: the ticket that the answer carries.
    @discardableResult
    public mutating func submit(_ records: [EventRecord], to host: Int) -> UInt64 {
        ticketCount += 1
        tell(host, .submitted(records, ticket: ticketCount))
        return ticketCount
    }

    /// Hands a host an input, now; a host that is down gets none.
    public mutating func tell(_ host: Int, _ input: NodeInput) {
        guard hosts[host].isUp else { return }
        hosts[host].inbox.append(input)
        requestTurn(host)
    }

    /// A channel as a host sees it; nil when the host is down or does not hold it.
    public func view(_ host: Int, _ channel: ChannelID) -> ChannelView? {
        hosts[host].node?.view(of: channel, at: hosts[host].clock.moment(at: clock))
    }

    /// What the clocks of a host show now.
    public func localTime(_ host: Int) -> Moment { hosts[host].clock.moment(at: clock) }

    /// Whether octets of the first host reach the second: both run, and nothing is in between.
    public func canReach(_ from: Int, _ to: Int) -> Bool {
        hosts[from].isUp && hosts[to].isUp && !isBlocked(from, to)
    }

    /// Whether two hosts have a connection that both ends know of.
    public func isConnected(_ one: Int, _ other: Int) -> Bool {
        guard let end = hosts[one].table[hosts[other].key.peerID] else { return false }
        return ends[end].phase == .open && ends[end ^ 1].phase == .open
    }

    func moment(at time: UInt64) -> Moment {
        Moment(
            instant: Instant(nanoseconds: start.instant.nanoseconds + time),
            timestamp: start.timestamp.adding(milliseconds: time / 1_000_000))
    }

    mutating func happen(_ happening: Happening) {
        switch happening {
        case .turn(let host, let incarnation):
            guard hosts[Int(host)].incarnation == incarnation else { return }
            takeTurn(Int(host))
        case .committed(let host, let incarnation):
            guard hosts[Int(host)].incarnation == incarnation else { return }
            finishCommit(Int(host))
        case .wake(let host, let incarnation):
            guard hosts[Int(host)].incarnation == incarnation else { return }
            wake(Int(host))
        case .resume(let host, let incarnation):
            guard hosts[Int(host)].incarnation == incarnation else { return }
            resume(Int(host))
        case .arrival(let end, let generation):
            guard ends[Int(end)].generation == generation else { return }
            arrive(Int(end))
        case .silence(let end, let muteCount): endSilence(Int(end), muteCount)
        case .opened(let end, let generation):
            guard ends[Int(end)].generation == generation else { return }
            finishDial(Int(end))
        case .sessionWake(let end, let generation):
            guard ends[Int(end)].generation == generation else { return }
            wakeSession(Int(end))
        case .dial(let dialer, let number):
            guard dialers[Int(dialer)].number == number else { return }
            dial(Int(dialer))
        case .dialFailed(let dialer, let number):
            guard dialers[Int(dialer)].number == number else { return }
            failDial(Int(dialer))
        }
    }

    mutating func schedule(_ happening: Happening, at time: UInt64) {
        queue.insert(happening, due: time)
    }

    mutating func tellTurn(_ kind: Turn.Kind) {
        turns.append(Turn(at: elapsed, kind: kind))
    }
}

/// Octets of some hosts that do not reach others.
struct Block: Sendable {
    /// By host: whether its octets are blocked, and whether they are on their way to it.
    let from: [Bool]
    let to: [Bool]
}
