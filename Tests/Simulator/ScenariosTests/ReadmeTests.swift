// This source file is part of the Outpace project. License: see LICENSE.

import Scenarios
import Testing

/// The tables of `Simulations/README.md` are those of the reader.
struct ReadmeTests {
    /// The tables by the names of their markers.
    private static func tables() throws -> [(name: String, table: String)] {
        let rows = try SimulationsFolder.names().map { name in
            "| [\(name)](\(name).yaml) | \(try SimulationsFolder.scenario(name).proves) |"
        }
        let scenarios = (["| scenario | what it proves |", "|---|---|"] + rows)
            .joined(separator: "\n")
        return [("scenarios", scenarios), ("roles", RoleForm.table)]
            + KeySet.all.map { ($0.title, $0.table) }
    }

    private static func marker(_ name: String) -> String { "<!-- table: \(name) -->\n" }

    @Test func `every table of the README is up to date`() throws {
        var text = try SimulationsFolder.text("README.md")
        for (name, table) in try Self.tables() {
            let parts = text.split(
                separator: Self.marker(name), maxSplits: 1, omittingEmptySubsequences: false)
            let rest = parts.count == 2 ? parts[1] : ""
            let end = rest.split(
                separator: "<!-- end -->", maxSplits: 1, omittingEmptySubsequences: false)
            try #require(end.count == 2, "the README has no table \(name)")
            if SimulationsFolder.isRefreshing {
                let body = "\(Self.marker(name))\(table)\n<!-- end -->"
                text = "\(parts[0])\(body)\(end[1])"
            } else {
                let isCurrent = end[0] == table + "\n"
                #expect(isCurrent, "the table \(name) is old; OUTPACE_REFRESH=1 writes the tables")
            }
        }
        if SimulationsFolder.isRefreshing {
            try SimulationsFolder.write(text, to: "README.md")
        }
    }

    @Test func `every key of the language is in the README`() throws {
        let text = try SimulationsFolder.text("README.md")
        let missing = KeySet.all.flatMap(\.names).filter { !text.contains("| `\($0)` |") }
        #expect(missing.isEmpty)
    }

    /// The scenarios that the README shows, in its order.
    private static func examples() throws -> [Scenario] {
        let blocks = try SimulationsFolder.text("README.md").split(separator: "```yaml\n")
            .dropFirst()
        return try blocks.map { block in
            let yaml = try #require(block.split(separator: "\n```").first)
            return try Scenario.parse(String(yaml), file: "README.md")
        }
    }

    @Test func `the examples of the README are scenarios`() throws {
        let examples = try Self.examples()
        #expect(examples.count == 3)
        for scenario in examples { #expect(scenario.problem == nil) }
    }

    @Test(arguments: 0..<3, [1, 2, 3] as [UInt64])
    func `the examples of the README pass`(number: Int, seed: UInt64) throws {
        var simulation = try Simulation(try Self.examples()[number], seed: seed)
        #expect(simulation.run().failure == nil)
    }
}
