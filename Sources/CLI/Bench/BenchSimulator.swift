// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import SimulatedWorld

/// `outpace bench simulator`
struct BenchSimulator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulator",
        abstract: "Steps of simulated nodes in a second, at both depths, at three sizes.")

    @Option(
        help: ArgumentHelp("Virtual seconds of each simulation, 1 to 3600.", valueName: "number"))
    var seconds = 10

    func validate() throws {
        guard (1...3_600).contains(seconds) else {
            throw ValidationError("--seconds is \(seconds); allowed: 1 to 3600.")
        }
    }

    func run() async throws {
        Output.line("nodes  relays  depth     events/s      steps   steps/s  virtual/real")
        let sizes = [(4, 0), (25, 0), (25, 200)]
        for (validators, relays) in sizes {
            for depth in [Depth.messages, .octets] {
                for rate in [0, 100] {
                    try measure(validators, relays, depth, eventsPerSecond: rate)
                }
            }
        }
    }

    private func measure(
        _ validators: Int, _ relays: Int, _ depth: Depth, eventsPerSecond rate: Int
    ) throws {
        let load = SimulatorLoad(
            validators: validators, relays: relays, duration: .seconds(Int64(seconds)),
            eventsPerSecond: rate, depth: depth)
        let start = ContinuousClock.now
        let counters = try load.run(seed: 1).counters
        let time = (ContinuousClock.now - start) / .seconds(1)
        Output.line(
            String(validators).leading(5) + String(relays).leading(8)
                + depth.rawValue.leading(10) + String(rate).leading(10)
                + String(counters.steps).leading(11)
                + String(Int(Double(counters.steps) / time)).leading(10)
                + String(Int(Double(seconds) / time)).leading(14))
    }
}
