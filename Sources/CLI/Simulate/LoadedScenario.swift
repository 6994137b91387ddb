// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Foundation
import Primitives
import Scenarios
import SimulatedWorld

/// Why files are no scenarios.
struct ScenarioFault: Error, CustomStringConvertible {
    let description: String
}

/// A scenario with the file that it was read from, changed as the command line asks.
struct LoadedScenario: Sendable {
    /// The file, as it was named.
    let path: String
    let scenario: Scenario
    /// Changes when the file, the number of nodes or the depth do.
    let fingerprint: Digest

    /// A file that was named, or is in a folder that was.
    struct File: Sendable {
        let path: String
        /// Whether a folder was named; then its scenario has to be called like the file.
        let isOfFolder: Bool

        /// What the scenario has to be called; nil for anything.
        var name: String? {
            isOfFolder ? URL(filePath: path).deletingPathExtension().lastPathComponent : nil
        }
    }

    /// The files among paths, and the files with the ending .yaml of folders among them, by name.
    static func files(of paths: [String]) throws(ScenarioFault) -> [File] {
        var files: [File] = []
        for path in paths {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw ScenarioFault(description: "there is no file or folder \(path)")
            }
            let isOfFolder = isFolder.boolValue
            files += (isOfFolder ? try inside(path) : [path]).map {
                File(path: $0, isOfFolder: isOfFolder)
            }
        }
        return files
    }

    /// Reads files.
    static func load(
        _ files: [File], nodes: Int?, depth: String?
    ) throws(ScenarioFault) -> [LoadedScenario] {
        var scenarios: [LoadedScenario] = []
        var faults: [String] = []
        for file in files {
            do throws(ScenarioFault) {
                scenarios.append(try load(file, nodes: nodes, depth: depth))
            } catch {
                faults.append(error.description)
            }
        }
        guard faults.isEmpty else {
            throw ScenarioFault(description: faults.joined(separator: "\n"))
        }
        return scenarios
    }

    private static func inside(_ folder: String) throws(ScenarioFault) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let files = names.filter { $0.hasSuffix(".yaml") }.sorted()
        guard !files.isEmpty else {
            throw ScenarioFault(description: "there is no .yaml file in \(folder)")
        }
        let prefix = folder.hasSuffix("/") ? folder : folder + "/"
        return files.map { prefix + $0 }
    }

    private static func load(
        _ file: File, nodes: Int?, depth: String?
    ) throws(ScenarioFault) -> LoadedScenario {
        let path = file.path
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ScenarioFault(description: "cannot read \(path)")
        }
        let text = String(decoding: data, as: UTF8.self)
        do throws(ScenarioError) {
            var scenario = try Scenario.parse(text, file: path, named: file.name)
                .resized(to: nodes)
            if let depth = depth.flatMap(Depth.init(rawValue:)) { scenario.depth = depth }
            if let problem = scenario.problem {
                throw ScenarioError(file: path, problems: [problem])
            }
            let facts = text + "|\(nodes ?? 0)|\(scenario.depth)"
            return LoadedScenario(
                path: path, scenario: scenario, fingerprint: SHA256.hash(Bytes(facts.utf8)))
        } catch {
            throw ScenarioFault(description: error.description)
        }
    }

    /// A run of one seed; whether there can be one was checked when the file was read.
    func simulation(seed: UInt64, keepsWholeTranscript: Bool = false) -> Simulation {
        do {
            return try Simulation(
                scenario, seed: seed, keepsWholeTranscript: keepsWholeTranscript)
        } catch {
            preconditionFailure("\(path) with seed \(seed): \(error)")
        }
    }
}
