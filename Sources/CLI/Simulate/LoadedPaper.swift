// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import PaperTables

/// A published set-up with the file that it was read from.
struct LoadedPaper: Sendable {
    let path: String
    let run: PaperRun

    /// Reads the files among these that are published set-ups.
    ///
    /// - Returns: the set-ups, and the files that are none.
    static func load(
        _ files: [LoadedScenario.File], nodes: Int?
    ) throws(ScenarioFault) -> (papers: [LoadedPaper], others: [LoadedScenario.File]) {
        var papers: [LoadedPaper] = []
        var others: [LoadedScenario.File] = []
        for file in files {
            let data = FileManager.default.contents(atPath: file.path) ?? Data()
            let text = String(decoding: data, as: UTF8.self)
            guard PaperRun.isPaper(text) else {
                others.append(file)
                continue
            }
            do throws(PaperRunError) {
                var run = try PaperRun.parse(text, file: file.path)
                if let nodes { run.nodes = nodes }
                papers.append(LoadedPaper(path: file.path, run: run))
            } catch {
                throw ScenarioFault(description: "\(error)")
            }
        }
        return (papers, others)
    }

    /// Runs the set-up and prints its table; says on the way how far it is.
    ///
    /// - Parameter watch: what was measured until a signal came is printed, and the rest left out.
    func print(asJSON: Bool, until watch: SignalWatch) {
        let table = run.run { progress in
            Output.note("\(path): \(progress.done) of \(progress.total), \(progress.label)")
            return !watch.hasFired
        }
        Output.line(asJSON ? String(decoding: table.json, as: UTF8.self) : table.text)
    }
}
