// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Foundation
import Outpace
import Settings

/// `outpace testnet`
struct Testnet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a local network of validators with open channels, and run it.",
        discussion: """
            Writes node0, node1 ... (homes), channels/<id>.json, creator.key (the advertiser's), \
            ledger.db and testnet.json. Node i listens on base + 10 i (peers), + 1 (API) and + 2 \
            (metrics), all on 127.0.0.1. Channel j is led by node j modulo N.

            A local network trusts any one validator's word (missedEventsThreshold 1000000), so events \
            may be posted to any single node.

            --run starts one process per node and stops them together on Ctrl-C; on a folder that holds \
            a network it runs that one. On a terminal, or with --live, it shows a live view, and the \
            nodes log to node0.log, node1.log ...; else their log lines are printed with the node in \
            front.

            --churn runs it for a while with nodes being killed at random, then checks that every \
            acknowledged event was paid once and that nothing grew; exit code 1 when not.
            """)

    /// Nodes of one machine, and validators of a channel.
    static let validatorCounts = ChannelLimits.validatorCounts

    @Option(help: ArgumentHelp("How many nodes, 2 to 25.", valueName: "number"))
    var validators = 4

    @Option(help: ArgumentHelp("The folder to write, or to run.", valueName: "dir"))
    var output: String

    @Option(help: ArgumentHelp("How many channels, 1 to 64.", valueName: "number"))
    var channels = 1

    @Option(help: ArgumentHelp("The first port.", valueName: "port"))
    var basePort = 4_600

    @Flag(help: "Run the network until Ctrl-C.")
    var run = false

    @Option(help: ArgumentHelp("Post events while it runs, 0 to 100000.", valueName: "number"))
    var eventsPerSecond = 0

    @Flag(help: "Show the live view also when stdout is no terminal.")
    var live = false

    @OptionGroup var churn: ChurnOptions

    @Flag(help: "Print testnet.json; with --churn the report.")
    var json = false

    func validate() throws {
        guard Self.validatorCounts.contains(validators) else {
            throw ValidationError("--validators is \(validators); allowed: 2 to 25.")
        }
        guard (1...64).contains(channels) else {
            throw ValidationError("--channels is \(channels); allowed: 1 to 64.")
        }
        let last = basePort + TestnetPlan.portStride * (validators - 1) + 2
        guard basePort >= 1, last <= 65_535 else {
            throw ValidationError("--base-port is \(basePort); allowed: ports from 1 to 65535.")
        }
        guard (0...100_000).contains(eventsPerSecond) else {
            throw ValidationError(
                "--events-per-second is \(eventsPerSecond); allowed: 0 to 100000.")
        }
    }

    func run() async throws {
        let folder = AbsolutePath.of(output)
        let isThere = FileManager.default.fileExists(atPath: "\(folder)/\(TestnetFile.name)")
        let file: TestnetFile
        if run || churn.churn != nil, isThere {
            file = try TestnetFile(folder: folder)
        } else {
            let plan = TestnetPlan(
                folder: folder, validators: validators, channels: channels, basePort: basePort)
            file = try await plan.write()
            report(file, folder: folder)
        }
        if let duration = churn.churn?.duration {
            return try await churn(file, folder: folder, for: duration)
        }
        guard run else { return }
        let runner = TestnetRunner(
            folder: folder, network: file, eventsPerSecond: eventsPerSecond,
            view: Output.isTerminal ? .live : live ? .plain : .logs)
        try await runner.run()
    }

    private func churn(
        _ file: TestnetFile, folder: String, for duration: Duration
    ) async throws {
        let runner = ChurnRunner(
            folder: folder, network: file, eventsPerSecond: eventsPerSecond, duration: duration,
            options: churn)
        let report = try await runner.run()
        if json {
            Output.json(report.json)
        } else {
            for line in report.lines { Output.line(line) }
        }
        guard report.faults.isEmpty else {
            throw CommandFailure(
                "the network did not stand the churn; the logs are \(folder)/node0.log and so on, and "
                    + "--seed \(report.seed) draws the same faults")
        }
    }

    private func report(_ file: TestnetFile, folder: String) {
        guard churn.churn == nil else { return }
        guard !json else {
            Output.json(file.json)
            return
        }
        guard !run else { return }
        for (index, node) in file.nodes.enumerated() {
            Output.line("node\(index) \(node.address) \(node.api) \(node.metrics)")
        }
        for channel in file.channels { Output.line("channel \(channel)") }
        Output.note("run it with: outpace testnet --output \(output) --run")
    }
}
