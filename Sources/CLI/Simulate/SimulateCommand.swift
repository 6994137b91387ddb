// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Foundation
import Scenarios
import SimulatedWorld

/// `outpace simulate`
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run scenarios: real nodes in a simulated network, with faults, from a seed.",
        discussion: """
            A scenario is a YAML file; a folder stands for all of its scenarios. Simulations/README.md \
            explains the language. The same scenario and seed give the same run, with the same hash, on \
            every machine.

            A file with the key paper is a published set-up: its table is printed, with the published \
            figures, plain gossipsub and Outpace.

            A run fails when an invariant or an expectation of its scenario does not hold; what is \
            printed then has the command that does the same again. Ctrl-C ends all runs and prints what \
            was found until then. Exit codes: 0 all runs passed, 1 a run failed, 2 a file is no \
            scenario, 64 wrong usage, 130 interrupted before all seeds were done.
            """)

    @Argument(help: ArgumentHelp("Scenario files, or folders of them.", valueName: "file"))
    var files: [String]

    @Option(help: ArgumentHelp("The first seed.", valueName: "number"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("How many seeds of each scenario.", valueName: "number"))
    var seeds = 1

    @Option(
        help: ArgumentHelp(
            "Another number of hosts for a scenario's first group.", valueName: "number"))
    var nodes: Int?

    @Option(
        help: ArgumentHelp(
            "messages (fast) or octets (through Noise and yamux), instead of the scenario's.",
            valueName: "depth"))
    var depth: String?

    @Option(
        help: ArgumentHelp(
            "Write a page about one run: the first that fails, else the last.", valueName: "file"))
    var report: String?

    @Flag(help: "Print a JSON object for each scenario.")
    var json = false

    @Option(
        help: ArgumentHelp("Write every line of one run's transcript.", valueName: "file"))
    var transcript: String?

    @Option(help: ArgumentHelp("Seeds that run at once.", valueName: "number"))
    var jobs = ProcessInfo.processInfo.activeProcessorCount

    @Option(
        help: ArgumentHelp(
            "Keep the seeds that are done in a file, and go on where it ends.", valueName: "file"))
    var resume: String?

    func validate() throws {
        guard !files.isEmpty else { throw ValidationError("Name a scenario file or a folder.") }
        guard (1...1_000_000_000).contains(seeds) else {
            throw ValidationError("--seeds is \(seeds); allowed: 1 to 1000000000.")
        }
        guard (1...256).contains(jobs) else {
            throw ValidationError("--jobs is \(jobs); allowed: 1 to 256.")
        }
        if let nodes, !(1...5_000).contains(nodes) {
            throw ValidationError("--nodes is \(nodes); allowed: 1 to 5000.")
        }
        if let depth, Depth(rawValue: depth) == nil {
            throw ValidationError("--depth is \(depth); allowed: messages, octets.")
        }
        if transcript != nil, seeds != 1 {
            throw ValidationError("--transcript is of one run; leave --seeds out.")
        }
        for (option, path) in [("--report", report), ("--transcript", transcript)] {
            if let path { try Self.checkWritable(path, for: option) }
        }
    }

    /// Refuses a file that could not be written, before the runs that it is about.
    private static func checkWritable(_ path: String, for option: String) throws {
        let files = FileManager.default
        let folder = URL(filePath: path).deletingLastPathComponent().path
        var isFolder: ObjCBool = false
        guard files.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw ValidationError("\(option) is \(path); there is no folder \(folder).")
        }
        guard files.isWritableFile(atPath: folder) else {
            throw ValidationError("\(option) is \(path); the folder \(folder) cannot be written.")
        }
        if files.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            throw ValidationError("\(option) is \(path), which is a folder; name a file.")
        }
    }

    func run() async throws {
        let papers: [LoadedPaper]
        let scenarios: [LoadedScenario]
        do {
            let loaded = try LoadedPaper.load(LoadedScenario.files(of: files), nodes: nodes)
            papers = loaded.papers
            scenarios = try LoadedScenario.load(loaded.others, nodes: nodes, depth: depth)
        } catch {
            Output.note("Error: \(error)")
            throw ExitCode(2)
        }
        let watch = SignalWatch()
        for paper in papers where !watch.hasFired { paper.print(asJSON: json, until: watch) }
        if let transcript {
            guard scenarios.count == 1 else {
                throw ValidationError("--transcript is of one run; name one scenario.")
            }
            try writeTranscript(of: scenarios[0], to: transcript)
        }
        let state = try resume.map { path throws(CommandFailure) in
            try SoakState(path: path, scenarios: scenarios)
        }
        let queue = SeedQueue(
            scenarios: scenarios, firstSeed: seed, seedCount: seeds, state: state,
            watch: watch)
        await queue.run(jobs: jobs)
        let tallies = queue.tallies
        let view = SimulateView(scenarios: scenarios, nodes: nodes, depth: depth)
        for (index, tally) in tallies.enumerated() { view.show(tally, of: index, asJSON: json) }
        if let report, !tallies.isEmpty { try writeReport(of: tallies, scenarios, to: report) }
        if queue.wasInterrupted { Output.note("interrupted; what is above was found until then") }
        guard tallies.allSatisfy({ $0.failure == nil }) else { throw ExitCode.failure }
        if queue.wasInterrupted || watch.hasFired && scenarios.isEmpty { throw ExitCode(130) }
    }

    private func writeTranscript(
        of scenario: LoadedScenario, to path: String
    ) throws(CommandFailure) {
        var simulation = scenario.simulation(seed: seed, keepsWholeTranscript: true)
        let outcome = simulation.run()
        let page = TranscriptPage.text(
            scenario: scenario.scenario, seed: seed, lines: simulation.world.transcript.lines,
            outcome: outcome)
        do {
            try Data(page.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw CommandFailure("cannot write \(path): \(error.localizedDescription)")
        }
    }

    private func writeReport(
        of tallies: [SeedTally], _ scenarios: [LoadedScenario], to path: String
    ) throws(CommandFailure) {
        let failed = tallies.firstIndex { $0.failure != nil }
        let index = failed ?? tallies.count - 1
        let view = SimulateView(scenarios: scenarios, nodes: nodes, depth: depth)
        let seed = tallies[index].failure?.seed ?? tallies[index].lastSeed ?? self.seed
        try SimulationPage.write(
            scenarios[index], seed: seed, command: view.command(of: index, seed: seed), to: path)
    }
}
