// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import PaperTables
import SimulatedWorld

/// `outpace bench simulator`
struct BenchSimulator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulator",
        abstract: "Steps of simulated nodes in a second, and their memory, at growing sizes.",
        discussion: """
            Whole nodes first, at both depths, without events and with 100 a second that each come \
            to all validators. Then routers and lanes alone, without signatures, in the set-up \
            that gossipsub was first measured in, for 60 virtual seconds. One thread. The time \
            includes setting the network up; the memory is all that is allocated at the end, \
            disks, queues and what the nodes share included, by the number of nodes.
            """)

    /// What became of one simulation.
    private struct Measurement {
        let nodes: Int
        let steps: UInt64
        let virtual: Duration
        let real: Duration
        let heapByteCount: Int

        var text: String {
            String(steps).leading(11)
                + String(Int(Double(steps) / (real / .seconds(1)))).leading(10)
                + String((virtual / real * 10).rounded() / 10).leading(14)
                + String(heapByteCount / nodes / 1_024).leading(10)
        }
    }

    @Option(
        help: ArgumentHelp(
            "Virtual seconds of each simulation of whole nodes, 1 to 600.", valueName: "number"))
    var seconds = 20

    func validate() throws {
        guard (1...600).contains(seconds) else {
            throw ValidationError("--seconds is \(seconds); allowed: 1 to 600.")
        }
    }

    func run() async throws {
        let figures = "      steps   steps/s  virtual/real  KiB/node"
        // What is set up once in a process is not the first row's.
        _ = try SimulatorLoad(validators: 4, duration: .seconds(1)).run(seed: 1)
        Output.line("validators  relays  depth     events/s" + figures)
        for (validators, relays) in [(4, 0), (25, 0), (25, 200)] {
            for depth in [Depth.messages, .octets] {
                for rate in [0, 100] {
                    try measure(validators, relays, depth, eventsPerSecond: rate)
                }
            }
        }
        Output.line("")
        Output.line("     nodes  routers              " + figures)
        for nodes in [100, 250, 500, 1_000] {
            for contender in GerbilTable.Contender.allCases { measure(contender, nodes: nodes) }
        }
    }

    private func measure(
        _ validators: Int, _ relays: Int, _ depth: Depth, eventsPerSecond rate: Int
    ) throws {
        let load = SimulatorLoad(
            validators: validators, relays: relays, duration: .seconds(seconds),
            eventsPerSecond: rate, depth: depth)
        let result = try Self.time(validators + relays, .seconds(seconds)) {
            try load.run(seed: 1)
        } steps: {
            $0.counters.steps
        }
        Output.line(
            String(validators).leading(10) + String(relays).leading(8)
                + depth.rawValue.leading(10) + String(rate).leading(10) + result.text)
    }

    private func measure(_ contender: GerbilTable.Contender, nodes: Int) {
        let result = Self.time(nodes, .seconds(60)) {
            GerbilTable.world(contender, nodes: nodes, messages: 45, seed: 1)
        } steps: {
            UInt64($0.steps)
        }
        Output.line(
            String(nodes).leading(10) + "  " + contender.rawValue.padding(to: 21) + result.text)
    }

    private static func time<Network, Failure>(
        _ nodes: Int, _ virtual: Duration, _ simulate: () throws(Failure) -> Network,
        steps: (Network) -> UInt64
    ) throws(Failure) -> Measurement {
        let before = HeapUse.byteCount
        let start = ContinuousClock.now
        let network = try simulate()
        let real = ContinuousClock.now - start
        return withExtendedLifetime(network) {
            Measurement(
                nodes: nodes, steps: steps(network), virtual: virtual, real: real,
                heapByteCount: HeapUse.byteCount - before)
        }
    }
}
