// This source file is part of the Outpace project. License: see LICENSE.

/// A published set-up to be simulated: what a file in `Simulations/papers` says.
public struct PaperRun: Hashable, Sendable {
    /// The publications whose set-ups are here.
    public enum Paper: String, CaseIterable, Sendable {
        /// The simulation that gossipsub was first measured in: counts of messages by kind.
        case gerbil = "gerbil-simsub"
        /// A simulation of a thousand peers that leave and come back.
        case churn = "lean-gossip"
        /// The baseline of the gossipsub evaluation report, and its attacks.
        case evaluation = "evaluation-report"
    }

    /// Which set-up.
    public let paper: Paper
    /// How many honest nodes.
    public var nodes: Int
    /// How many runs, each of its own seed; the table has their averages.
    public var seeds: Int
    /// The seed of the first run; the others follow it.
    public var firstSeed: UInt64 = 1
    /// Virtual seconds in which messages are published; nil for as long as the paper did.
    public var seconds: Int?
    /// Shares of nodes that come and go, in percent; only of `lean-gossip`.
    public var churn: [Int] = [0, 10, 20, 30]
    /// The attacks; only of `evaluation-report`.
    public var attacks: [SybilAttack] = []

    /// A set-up with the paper's own numbers.
    public init(_ paper: Paper, nodes: Int? = nil, seeds: Int = 1) {
        self.paper = paper
        self.seeds = seeds
        switch paper {
        case .gerbil: self.nodes = nodes ?? 100
        case .churn, .evaluation: self.nodes = nodes ?? 1_000
        }
    }

    /// The seeds of the runs.
    public var seedRange: Range<UInt64> { firstSeed..<(firstSeed + UInt64(seeds)) }

    /// Runs everything and puts the table together.
    ///
    /// - Parameter progress: called after each run of one protocol with one seed; false ends the
    ///   work, and the table then holds what was measured until then.
    public func run(progress: (PaperProgress) -> Bool = { _ in true }) -> PaperTable {
        switch paper {
        case .gerbil: GerbilTable(self).make(progress)
        case .churn: ChurnTable(self).make(progress)
        case .evaluation: EvaluationTable(self).make(progress)
        }
    }
}

/// How far the work on a table is.
public struct PaperProgress: Hashable, Sendable {
    /// Runs done.
    public let done: Int
    /// Runs in all.
    public let total: Int
    /// What the last run was.
    public let label: String
}
