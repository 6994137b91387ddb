// This source file is part of the Outpace project. License: see LICENSE.

import Testing

@testable import PaperTables

struct PaperRunTests {
    @Test func `a file names its paper and changes its numbers`() throws {
        let text = """
            # A comment.
            paper: lean-gossip
            nodes: 200
            seeds: 3
            firstSeed: 7
            seconds: 60
            churn: [10, 30]
            """
        let run = try PaperRun.parse(text, file: "a.yaml")
        #expect(run.paper == .churn)
        #expect(run.nodes == 200)
        #expect(run.seconds == 60)
        #expect(run.churn == [10, 30])
        #expect(Array(run.seedRange) == [7, 8, 9])
    }

    @Test func `what a file does not say is as in the paper`() throws {
        let gerbil = try PaperRun.parse("paper: gerbil-simsub", file: "a.yaml")
        #expect(gerbil == PaperRun(.gerbil, nodes: 100))
        let evaluation = try PaperRun.parse("paper: evaluation-report", file: "a.yaml")
        #expect(evaluation == PaperRun(.evaluation, nodes: 1_000))
    }

    @Test func `attacks are named`() throws {
        let text = "paper: evaluation-report\nattacks: [dawn, censor]"
        #expect(try PaperRun.parse(text, file: "a.yaml").attacks == [.dawn, .censor])
    }

    @Test(arguments: [
        ("name: x", false), ("paper: x", true), ("[1]", false), ("a: [", false),
    ])
    func `a file with the key paper is one of ours`(text: String, isPaper: Bool) {
        #expect(PaperRun.isPaper(text) == isPaper)
    }

    @Test(arguments: [
        ("", 1, "", "found no keys"),
        ("nodes: 100", 1, "", "found no key paper"),
        ("paper: simsub", 1, "paper", "allowed: gerbil-simsub, lean-gossip, evaluation-report"),
        ("paper: gerbil-simsub\nnodes: 5", 2, "nodes", "from 30 to 10000"),
        ("paper: gerbil-simsub\n\nseeds: many", 3, "seeds", "a whole number"),
        ("paper: gerbil-simsub\nseed: 1", 2, "seed", "unknown key; allowed: paper, nodes"),
        ("paper: gerbil-simsub\nchurn: [1]", 2, "churn", "only lean-gossip"),
        ("paper: lean-gossip\nchurn: 10", 2, "churn", "a list of percentages"),
        ("paper: lean-gossip\nchurn: [95]", 2, "churn", "a list of percentages"),
        ("paper: lean-gossip\nattacks: [dawn]", 2, "attacks", "only evaluation-report"),
        ("paper: evaluation-report\nattacks: [flood]", 2, "attacks", "a list of eclipse-network"),
        ("paper: gerbil-simsub\nnodes: 100\nnodes: 200", 3, "nodes", "twice"),
        ("paper: [", 2, "", "it is not YAML"),
    ])
    func `an error has its line and key`(
        text: String, line: Int, key: String, message: String
    ) throws {
        let error = try #require(throws: PaperRunError.self) {
            try PaperRun.parse(text, file: "papers/a.yaml")
        }
        #expect(error.line == line)
        #expect(error.key == key)
        #expect(error.message.contains(message))
        let place = "papers/a.yaml:\(line): " + (key.isEmpty ? "" : "\(key): ")
        #expect(error.description.hasPrefix(place))
    }
}
