// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import Primitives
import Scenarios
import Synchronization

/// The seeds that are done, kept in a file so that a long sitting can be interrupted.
///
/// One line for each scenario: its name, the fingerprint of its file, the first seed, and how many
/// seeds from there on passed without a gap.
final class SoakState: Sendable {
    private struct Line {
        let name: String
        let fingerprint: String
        var firstSeed: UInt64 = 0
        var count = 0
        /// Seeds done beyond the gap.
        var ahead: Set<UInt64> = []
    }

    private struct State {
        var lines: [Line]
        /// Lines of scenarios that are not run now.
        var others: [String]
        var savedAt: ContinuousClock.Instant
    }

    private let path: String
    private let state: Mutex<State>

    /// Reads the file, if it is there, and writes it, so that a file that cannot be kept is known at once.
    init(path: String, scenarios: [LoadedScenario]) throws(CommandFailure) {
        self.path = path
        let text = FileManager.default.contents(atPath: path).map {
            String(decoding: $0, as: UTF8.self)
        }
        var lines = scenarios.map {
            Line(name: $0.scenario.name, fingerprint: $0.fingerprint.description)
        }
        var others: [String] = []
        for row in (text ?? "").split(separator: "\n") where !row.hasPrefix("#") {
            // Names may have spaces in them.
            let columns = row.split(separator: " ", omittingEmptySubsequences: false)
            let known = columns.suffix(3).map(String.init)
            guard columns.count >= 4, let first = UInt64(known[1]), let count = Int(known[2])
            else { throw CommandFailure("\(path) is no file of --resume: \"\(row)\"") }
            let name = columns.dropLast(3).joined(separator: " ")
            guard let index = lines.firstIndex(where: { $0.name == name }) else {
                others.append(String(row))
                continue
            }
            guard lines[index].fingerprint == known[0] else { continue }
            lines[index].firstSeed = first
            lines[index].count = count
        }
        state = Mutex(State(lines: lines, others: others, savedAt: .now))
        try write()
    }

    /// How many seeds from `first` on are done; none when another first seed was used.
    func seedsDone(of index: Int, from first: UInt64) -> Int {
        state.withLock { $0.lines[index].firstSeed == first ? $0.lines[index].count : 0 }
    }

    /// Notes a seed that passed; writes the file every few seconds.
    func finished(_ seed: UInt64, of index: Int, from first: UInt64) {
        let isDue = state.withLock { state -> Bool in
            if state.lines[index].firstSeed != first {
                state.lines[index].firstSeed = first
                state.lines[index].count = 0
            }
            state.lines[index].ahead.insert(seed)
            while state.lines[index].ahead.remove(
                first &+ UInt64(state.lines[index].count)) != nil
            {
                state.lines[index].count += 1
            }
            guard ContinuousClock.now - state.savedAt > .seconds(5) else { return false }
            state.savedAt = .now
            return true
        }
        if isDue { save() }
    }

    /// Writes the file; says so when it cannot.
    func save() {
        do throws(CommandFailure) {
            try write()
        } catch {
            Output.note(error.description)
        }
    }

    private func write() throws(CommandFailure) {
        let text = state.withLock { state in
            let rows = state.lines.map {
                "\($0.name) \($0.fingerprint) \($0.firstSeed) \($0.count)"
            }
            return (["# name, fingerprint, first seed, seeds done"] + state.others + rows)
                .joined(separator: "\n") + "\n"
        }
        do {
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw CommandFailure("cannot write \(path): \(error.localizedDescription)")
        }
    }
}
