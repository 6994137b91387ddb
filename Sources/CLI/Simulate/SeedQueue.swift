// This source file is part of the Outpace project. License: see LICENSE.

import Scenarios
import Synchronization

/// Gives seeds out to as many tasks as there are cores, and gathers what they came to.
///
/// A scenario of which a seed fails gets no more seeds; the others go on.
final class SeedQueue: Sendable {
    private struct State {
        var tallies: [SeedTally]
        /// The next seed of each scenario, as an offset from the first.
        var next: [Int]
        var scenario = 0
        var done = 0
        var running = 0
        var started: ContinuousClock.Instant?
        var shown: ContinuousClock.Instant?
        var isInterrupted = false
    }

    private let scenarios: [LoadedScenario]
    private let firstSeed: UInt64
    private let seedCount: Int
    private let soak: SoakState?
    private let watch: SignalWatch
    private let state: Mutex<State>

    /// How many turns a run does between two looks for a signal.
    private static let turnsPerLook = 4_096

    init(
        scenarios: [LoadedScenario], firstSeed: UInt64, seedCount: Int, state soak: SoakState?,
        watch: SignalWatch
    ) {
        self.scenarios = scenarios
        self.firstSeed = firstSeed
        self.seedCount = seedCount
        self.soak = soak
        self.watch = watch
        let first = scenarios.indices.map { index in
            min(seedCount, soak?.seedsDone(of: index, from: firstSeed) ?? 0)
        }
        let tallies = first.map { count in
            var tally = SeedTally()
            tally.seedsDone = count
            tally.seedsResumed = count
            return tally
        }
        state = Mutex(State(tallies: tallies, next: first))
    }

    /// What was found, by scenario.
    var tallies: [SeedTally] { state.withLock { $0.tallies } }

    /// Whether a signal ended it early.
    var wasInterrupted: Bool { state.withLock { $0.isInterrupted } }

    /// Works all seeds off.
    func run(jobs: Int) async {
        state.withLock { $0.started = .now }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<jobs { group.addTask { await self.work() } }
        }
        Output.progress(nil)
        soak?.save()
    }

    @concurrent private func work() async {
        while let (index, seed) = take() {
            var simulation = scenarios[index].simulation(seed: seed)
            let begin = ContinuousClock.now
            var turns = 0
            while simulation.next() != nil {
                turns += 1
                if turns.isMultiple(of: Self.turnsPerLook), watch.hasFired { return interrupt() }
            }
            finish(index, simulation.outcome, took: ContinuousClock.now - begin)
            await Task.yield()
        }
    }

    private func interrupt() { state.withLock { $0.isInterrupted = true } }

    /// The next seed, scenarios in turn so that all get some of a long sitting.
    private func take() -> (Int, UInt64)? {
        if watch.hasFired {
            let isLeft = state.withLock { state in state.next.contains { $0 < seedCount } }
            if isLeft { interrupt() }
            return nil
        }
        return state.withLock { state in
            for _ in scenarios.indices {
                let index = state.scenario
                state.scenario = (index + 1) % scenarios.count
                guard state.tallies[index].failure == nil, state.next[index] < seedCount else {
                    continue
                }
                state.next[index] += 1
                state.running += 1
                return (index, firstSeed &+ UInt64(state.next[index] - 1))
            }
            return nil
        }
    }

    private func finish(_ index: Int, _ outcome: SimulationOutcome, took time: Duration) {
        if outcome.hasPassed { soak?.finished(outcome.seed, of: index, from: firstSeed) }
        let line = state.withLock { state -> String? in
            state.tallies[index].add(outcome, took: time)
            state.done += 1
            state.running -= 1
            let now = ContinuousClock.now
            if let shown = state.shown, now - shown < .milliseconds(200) { return nil }
            state.shown = now
            return progress(state, now)
        }
        if let line { Output.progress(line) }
    }

    private func progress(_ state: State, _ now: ContinuousClock.Instant) -> String {
        let resumed = state.tallies.reduce(0) { $0 + $1.seedsResumed }
        let open = state.tallies.indices.reduce(state.running) { sum, index in
            sum + (state.tallies[index].failure == nil ? seedCount - state.next[index] : 0)
        }
        let all = max(1, state.done + open)
        let seconds = max(0.001, (now - (state.started ?? now)).seconds)
        let rate = Double(state.done) / seconds
        let width = 30
        let filled = min(width, state.done * width / all)
        let bar =
            String(repeating: "=", count: filled)
            + String(repeating: " ", count: width - filled)
        let failed = state.tallies.count { $0.failure != nil }
        return "[\(bar)] \(state.done) of \(all) seeds"
            + (resumed > 0 ? " (+\(resumed) before)" : "")
            + ", \(rate.fixed(1))/s, \(Self.time(Double(open) / max(rate, 0.001))) left"
            + (failed > 0 ? ", \(failed) scenarios failed" : "")
    }

    private static func time(_ seconds: Double) -> String {
        let whole = Int(min(seconds, 1e9))
        if whole < 90 { return "\(whole) s" }
        return whole < 5_400 ? "\(whole / 60) min" : "\(whole / 3_600) h \(whole / 60 % 60) min"
    }
}
