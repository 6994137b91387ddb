// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import Invariants
import Scenarios
import SimulationReport

/// The page about one run.
enum SimulationPage {
    /// Runs a seed once more with a recorder, and writes the page.
    static func write(
        _ scenario: LoadedScenario, seed: UInt64, command: String, to path: String
    ) throws(CommandFailure) {
        var simulation = scenario.simulation(seed: seed)
        let plan = scenario.scenario
        let title = RunTitle(
            scenario: plan.name, proves: plan.proves, seed: seed, command: command,
            duration: plan.duration + plan.healedPhase, healedFrom: plan.duration)
        var recorder = RunRecorder(title: title, world: simulation.world)
        var noted = 0
        while let turn = simulation.next() {
            recorder.observe(turn, in: simulation.world)
            note(simulation.breaches, from: &noted, in: &recorder, simulation)
        }
        note(simulation.breaches, from: &noted, in: &recorder, simulation)
        let claims = InvariantBook.claims
        let checks = simulation.outcome.checks.map { check in
            InvariantCheck(
                name: check.name, claim: claims.first { $0.name == check.name }?.claim ?? "",
                count: check.checks)
        }
        let record = recorder.finish(
            simulation.world, checks: checks,
            unmet: simulation.unmetExpectations.map(\.description))
        do {
            let page = Data(HTMLReport.render(record).utf8)
            try page.write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw CommandFailure("cannot write \(path): \(error.localizedDescription)")
        }
    }

    private static func note(
        _ breaches: [Breach], from noted: inout Int, in recorder: inout RunRecorder,
        _ simulation: Simulation
    ) {
        for breach in breaches[noted...] {
            recorder.note(
                BreachRecord(
                    invariant: breach.invariant, at: breach.at, host: breach.host,
                    detail: breach.detail), in: simulation.world)
        }
        noted = breaches.count
    }
}
