// This source file is part of the Outpace project. License: see LICENSE.

public import Invariants
public import Primitives
public import SimulatedWorld
import ValidatorMessages

/// One run of a scenario: its world with one seed, driven turn by turn.
///
/// Single-threaded and deterministic: the same scenario and seed give the same turns and the same
/// transcript, in any process.
public struct Simulation: Sendable {
    /// How many of the transcript's last lines an outcome holds.
    public static let lastLineCount = 60

    /// The scenario, with the number of nodes that was asked for.
    @Shared public var scenario: Scenario
    /// What everything is drawn from.
    public let seed: UInt64
    /// The network as it stands.
    public private(set) var world: World
    /// What became of the events so far.
    public private(set) var figures: RunFigures
    /// Broken invariants so far.
    public private(set) var breaches: [Breach] = []
    /// Expectations that did not hold so far.
    public private(set) var unmetExpectations: [UnmetExpectation] = []
    /// Whether the healed phase has begun.
    public private(set) var isHealed = false
    /// Whether the run is over.
    public private(set) var isOver = false

    let roster: ChannelRoster
    /// What was acknowledged and has to be paid, as the invariant sees it.
    private(set) var owed: OwedEvents
    private let end: Duration
    private var book: InvariantBook
    private var feeds: [WorkloadFeed]
    private var schedule: FaultSchedule
    private var expectations: [Expectation]
    private var waiting: [Turn] = []
    private var eventNumber = 0
    /// When there is something to do besides what the world does by itself; kept, because it is asked
    /// before every turn.
    private var nextDue = Duration.zero
    var drawing: SeededGenerator

    /// Sets the world up.
    ///
    /// - Parameters:
    ///   - nodes: another number of hosts for the scenario's first group.
    ///   - keepsWholeTranscript: whether every line of the transcript is kept.
    /// - Throws: why there is no such world: channels without enough validators.
    public init(
        _ scenario: Scenario, seed: UInt64, nodes: Int? = nil, keepsWholeTranscript: Bool = false
    ) throws(ScenarioProblem) {
        let scenario = scenario.resized(to: nodes)
        let streams = Streams(seed: seed)
        var plan = try scenario.plan(seed: seed)
        plan.keepsWholeTranscript = keepsWholeTranscript
        _scenario = Shared(wrappedValue: scenario)
        self.seed = seed
        world = World(plan: plan, seed: streams.world)
        roster = ChannelRoster(plan)
        figures = RunFigures(hostCount: plan.hosts.count)
        book = InvariantBook(world: world)
        owed = OwedEvents(roster: Roster(world: world))
        end = scenario.duration + scenario.healedPhase
        var generator = streams.workload
        feeds = scenario.workloads.map {
            WorkloadFeed($0, duration: scenario.duration, generator: generator.split())
        }
        schedule = FaultSchedule(scenario, plan: plan, generator: streams.faults)
        drawing = streams.expectations
        expectations = scenario.expectations.filter { $0.at != nil }.enumerated()
            .sorted { ($0.element.at ?? .zero, $0.offset) < ($1.element.at ?? .zero, $1.offset) }
            .map(\.element)
        refreshDue()
    }

    /// Lets the next thing happen; nil when the run is over, or was stopped by the first breach.
    public mutating func next() -> Turn? {
        while !isOver {
            if !waiting.isEmpty { return told(waiting.removeFirst()) }
            if let turn = world.next(before: nextDue) { return told(turn) }
            act(at: nextDue)
            refreshDue()
        }
        return nil
    }

    /// Runs to the end.
    ///
    /// - Parameter observing: is shown every turn, with the world right after it.
    public mutating func run(
        observing: (Turn, World) -> Void = { _, _ in }
    ) -> SimulationOutcome {
        while let turn = next() { observing(turn, world) }
        return outcome
    }

    /// What came out so far.
    public var outcome: SimulationOutcome {
        SimulationOutcome(
            scenario: scenario.name, seed: seed, steps: world.counters.steps,
            virtualTime: world.elapsed, transcriptHash: world.transcript.hash, breaches: breaches,
            unmetExpectations: unmetExpectations, checks: book.counts, figures: figures,
            paidCount: paidCount, counters: world.counters, faults: world.faults,
            lastLines: Array(world.transcript.lines.suffix(Self.lastLineCount)))
    }

    /// What selectors are resolved against now.
    var census: HostCensus {
        HostCensus(
            scenario: scenario, firstChannel: roster.entries.first?.validators ?? [],
            isUp: world.hosts.indices.map { world.hosts[$0].isUp },
            isHonest: world.hosts.indices.map { world.hosts[$0].isHonest })
    }

    private mutating func told(_ turn: Turn) -> Turn {
        figures.observe(turn)
        owed.observe(turn)
        if let breach = book.observe(turn, in: world) {
            breaches.append(breach)
            isOver = true
        }
        return turn
    }

    private mutating func refreshDue() {
        nextDue = isHealed ? end : scenario.duration
        if let at = expectations.first?.at { nextDue = min(nextDue, at) }
        if isHealed { return }
        if let at = schedule.nextDue { nextDue = min(nextDue, at) }
        for feed in feeds {
            if let at = feed.nextDue { nextDue = min(nextDue, at) }
        }
    }

    private mutating func act(at now: Duration) {
        while let first = expectations.first, let at = first.at, at <= now {
            expectations.removeFirst()
            check(first)
        }
        if isHealed {
            if now >= end { finish() }
            return
        }
        apply(schedule.faults(at: now, census: census))
        if now >= scenario.duration {
            apply(schedule.healing(census: census))
            isHealed = true
            return
        }
        for index in feeds.indices { post(from: index, at: now) }
    }

    private mutating func apply(_ faults: [Fault]) {
        for fault in faults {
            if let turn = world.apply(fault) { waiting.append(turn) }
        }
    }

    private mutating func post(from feed: Int, at now: Duration) {
        guard let due = feeds[feed].nextDue, due <= now else { return }
        let census = census
        while let due = feeds[feed].nextDue, due <= now {
            guard
                let post = feeds[feed].post(
                    at: world.now.timestamp, elapsed: now, roster: roster, census: census,
                    number: &eventNumber)
            else { continue }
            if let id = post.records.first?.channel,
                let channel = roster.entries.firstIndex(where: { $0.id == id })
            {
                figures.track(post.records, channel: channel)
            }
            for host in post.hosts where census.isUp[host] {
                world.submit(post.records, to: host)
            }
        }
    }

    private mutating func check(_ expectation: Expectation) {
        guard let detail = shortfall(of: expectation) else {
            return
        }
        unmetExpectations.append(
            UnmetExpectation(line: expectation.line, at: world.elapsed, detail: detail))
        isOver = true
    }

    private mutating func finish() {
        breaches += book.finish(world)
        for expectation in scenario.expectations where expectation.at == nil { check(expectation) }
        isOver = true
    }
}
