// This source file is part of the Outpace project. License: see LICENSE.

import JSON
import Scenarios

/// How the results of scenarios are printed.
struct SimulateView {
    let scenarios: [LoadedScenario]
    let nodes: Int?
    let depth: String?

    /// The command that runs one seed again.
    func command(of index: Int, seed: UInt64) -> String {
        var words = ["outpace", "simulate", scenarios[index].path, "--seed", String(seed)]
        if let nodes { words += ["--nodes", String(nodes)] }
        if let depth { words += ["--depth", depth] }
        return words.joined(separator: " ")
    }

    /// Prints one scenario's result.
    func show(_ tally: SeedTally, of index: Int, asJSON: Bool) {
        if asJSON { return Output.json(json(tally, of: index)) }
        let style = TextStyle(isColoured: Output.isTerminal)
        let width = scenarios.map(\.scenario.name.count).max() ?? 0
        let name = scenarios[index].scenario.name
        let padded = name + String(repeating: " ", count: width - name.count)
        let isFailed = tally.failure != nil
        guard isFailed || tally.seedsDone > 0 else {
            return Output.line("\(style.faint("no run")) \(padded)")
        }
        var line = "\(isFailed ? style.bad("FAILED") : style.good("passed")) \(padded)"
        line += "  seeds \(tally.seedsDone)"
        line += "  time \(tally.virtualTime.seconds.fixed(0)) s"
        line += "  steps \(tally.steps), \(tally.stepsPerSecond.fixed(0))/s"
        line += "  events \(tally.posted) posted, \(tally.paid) paid"
        if let hash = tally.hash, tally.seedsDone - tally.seedsResumed + (isFailed ? 1 : 0) == 1 {
            line += "  hash \(hash)"
        }
        Output.line(line)
        guard let failure = tally.failure else { return }
        Output.line(
            "  seed \(failure.seed), after \(failure.at.seconds.fixed(6)) s: \(failure.reason)")
        Output.line("  the last lines of the transcript:")
        for row in failure.lastLines { Output.line("  \(style.faint(row))") }
        Output.line("  again: \(command(of: index, seed: failure.seed))")
    }

    private func json(_ tally: SeedTally, of index: Int) -> JSONValue {
        let scenario = scenarios[index].scenario
        let isSingle = tally.seedsDone - tally.seedsResumed + (tally.failure == nil ? 0 : 1) == 1
        var failure = JSONValue.null
        if let found = tally.failure {
            failure = [
                "seed": .number(String(found.seed)),
                "atSeconds": .number(found.at.seconds.fixed(9)), "reason": .string(found.reason),
                "command": .string(command(of: index, seed: found.seed)),
                "transcript": .array(found.lastLines.map { .string($0) }),
            ]
        }
        let checks = tally.checks.map { check -> JSONValue in
            ["invariant": .string(check.name), "checks": .integer(check.checks)]
        }
        return [
            "scenario": .string(scenario.name), "proves": .string(scenario.proves),
            "passed": .bool(tally.failure == nil && tally.seedsDone > 0),
            "seedsDone": .integer(tally.seedsDone),
            "virtualSeconds": .number(tally.virtualTime.seconds.fixed(3)),
            "coreSeconds": .number(tally.coreTime.seconds.fixed(3)),
            "steps": .number(String(tally.steps)),
            "stepsPerSecond": .number(tally.stepsPerSecond.fixed(0)),
            "messages": .number(String(tally.messages)), "octets": .number(String(tally.octets)),
            "posted": .integer(tally.posted), "acknowledged": .integer(tally.acknowledged),
            "paid": .integer(tally.paid), "checks": .array(checks),
            "hash": isSingle ? tally.hash.map { .hash($0) } ?? .null : .null,
            "failure": failure,
        ]
    }
}
