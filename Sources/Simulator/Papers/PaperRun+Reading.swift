// This source file is part of the Outpace project. License: see LICENSE.

import Yams

/// Why a file is no set-up of a paper.
public struct PaperRunError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file.
    public let file: String
    /// The line, from 1.
    public let line: Int
    /// The key; empty when the file as a whole is meant.
    public let key: String
    /// What is wrong, and what would be right.
    public let message: String

    /// What is wrong with the file, for people.
    public var description: String {
        "\(file):\(line): " + (key.isEmpty ? message : "\(key): \(message)")
    }
}

extension PaperRun {
    /// Whether a text is meant for `parse`: a mapping with the key `paper`.
    public static func isPaper(_ text: String) -> Bool {
        guard let node = try? Yams.compose(yaml: text) else { return false }
        return node.mapping?.contains { $0.key.scalar?.string == "paper" } ?? false
    }

    /// Reads a file of `Simulations/papers`.
    ///
    /// - Parameter file: its name, for errors.
    /// - Throws: the first thing that is wrong, with its line and key.
    public static func parse(
        _ text: String, file: String
    ) throws(PaperRunError) -> PaperRun {
        var reader = PaperRunReader(file: file)
        return try reader.read(text)
    }
}

/// Reads one file.
private struct PaperRunReader {
    private static let keys = [
        "paper", "nodes", "seeds", "firstSeed", "seconds", "churn", "attacks",
    ]

    let file: String
    private var entries: [(key: String, line: Int, value: Node)] = []

    init(file: String) { self.file = file }

    mutating func read(_ text: String) throws(PaperRunError) -> PaperRun {
        try collect(text)
        guard let paper = entry("paper") else {
            throw error(1, "", "found no key paper; allowed: \(Self.papers)")
        }
        guard let name = paper.value.scalar?.string, let known = PaperRun.Paper(rawValue: name)
        else { throw error(paper.line, "paper", "found no known paper; allowed: \(Self.papers)") }
        var run = PaperRun(known)
        if let nodes = try number("nodes", 30...10_000) { run.nodes = nodes }
        if let seeds = try number("seeds", 1...10_000) { run.seeds = seeds }
        if let seed = try number("firstSeed", 0...1_000_000_000) { run.firstSeed = UInt64(seed) }
        if let seconds = try number("seconds", 1...86_400) { run.seconds = seconds }
        if let churn = entry("churn") {
            try require(known == .churn, churn.line, "churn", "only lean-gossip has it")
            run.churn = try shares(churn.value, churn.line)
        }
        if let attacks = entry("attacks") {
            try require(
                known == .evaluation, attacks.line, "attacks", "only evaluation-report has it")
            run.attacks = try names(attacks.value, attacks.line)
        }
        return run
    }

    private static var papers: String {
        PaperRun.Paper.allCases.map(\.rawValue).joined(separator: ", ")
    }

    private mutating func collect(_ text: String) throws(PaperRunError) {
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch let failure as YamlError {
            throw refusal(failure, text)
        } catch {
            throw self.error(1, "", "it is not YAML")
        }
        guard let mapping = root?.mapping else {
            throw error(1, "", "found no keys; allowed: a mapping like \"paper: gerbil-simsub\"")
        }
        for (keyNode, value) in mapping {
            let line = keyNode.mark?.line ?? 1
            let name = keyNode.scalar?.string ?? ""
            guard Self.keys.contains(name) else {
                let allowed = Self.keys.joined(separator: ", ")
                throw error(line, name, "unknown key; allowed: \(allowed)")
            }
            entries.append((name, line, value))
        }
    }

    private func entry(_ key: String) -> (key: String, line: Int, value: Node)? {
        entries.first { $0.key == key }
    }

    private func number(
        _ key: String, _ allowed: ClosedRange<Int>
    ) throws(PaperRunError) -> Int? {
        guard let entry = entry(key) else { return nil }
        guard let value = entry.value.int, allowed.contains(value) else {
            throw error(
                entry.line, key,
                "allowed: a whole number from \(allowed.lowerBound) to \(allowed.upperBound)")
        }
        return value
    }

    private func shares(_ value: Node, _ line: Int) throws(PaperRunError) -> [Int] {
        let shares = value.sequence?.map { $0.int ?? -1 } ?? []
        let isGood = !shares.isEmpty && shares.allSatisfy { (0...90).contains($0) }
        try require(isGood, line, "churn", "allowed: a list of percentages from 0 to 90")
        return shares
    }

    private func names(_ value: Node, _ line: Int) throws(PaperRunError) -> [SybilAttack] {
        let names = value.sequence?.map { $0.scalar?.string ?? "" } ?? [""]
        var attacks: [SybilAttack] = []
        for name in names {
            guard let attack = SybilAttack(rawValue: name) else {
                let allowed = SybilAttack.allCases.map(\.rawValue).joined(separator: ", ")
                throw error(line, "attacks", "allowed: a list of \(allowed)")
            }
            attacks.append(attack)
        }
        return attacks
    }

    private func require(
        _ isGood: Bool, _ line: Int, _ key: String, _ message: String
    ) throws(PaperRunError) {
        guard isGood else { throw error(line, key, message) }
    }

    private func error(_ line: Int, _ key: String, _ message: String) -> PaperRunError {
        PaperRunError(file: file, line: line, key: key, message: message)
    }

    private func refusal(_ failure: YamlError, _ text: String) -> PaperRunError {
        switch failure {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            error(mark.line, "", "it is not YAML: \(problem)")
        case .duplicatedKeysInMapping(let keys, _):
            error(
                Self.lastLine(of: keys.first ?? "", in: text),
                keys.sorted().joined(separator: ", "), "the key is given twice; keep one")
        default: error(1, "", "it is not YAML in UTF-8")
        }
    }

    /// The last line that begins with a key.
    private static func lastLine(of key: String, in text: String) -> Int {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return (lines.lastIndex { $0.hasPrefix(key) } ?? 0) + 1
    }
}
