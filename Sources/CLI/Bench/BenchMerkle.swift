// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Benchmarks
import JSON

/// `outpace bench merkle`
struct BenchMerkle: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merkle",
        abstract: "Time the tree over balances at growing sizes, beside its hashes alone.")

    @Option(
        help: ArgumentHelp(
            "How many accounts, 1 to 1000000; may be repeated.", valueName: "accounts"))
    var size = [1_000, 10_000, 100_000]

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        for size in size where !(1...1_000_000).contains(size) {
            throw ValidationError("--size is \(size); allowed: 1 to 1000000.")
        }
    }

    func run() async throws {
        var documents: [JSONValue] = []
        if !json {
            Output.line(
                "ACCOUNTS".leading(9) + "tree ms".leading(11) + "hashes ms".leading(11)
                    + "ratio".leading(8) + "proof us".leading(10))
        }
        for size in size {
            let row = try MerkleBenchmark.run(accounts: size)
            guard !json else {
                documents.append(Self.document(row))
                continue
            }
            let ratio = Double(row.treeMicroseconds) / Double(max(1, row.hashMicroseconds))
            Output.line(
                String(size).leading(9) + Self.millis(row.treeMicroseconds).leading(11)
                    + Self.millis(row.hashMicroseconds).leading(11) + ratio.fixed(2).leading(8)
                    + (Double(row.proofNanoseconds) / 1_000).fixed(1).leading(10))
        }
        if json { Output.json(["rows": .array(documents)]) }
    }

    private static func millis(_ micros: Int) -> String { (Double(micros) / 1_000).fixed(2) }

    private static func document(_ row: MerkleBenchmark.Row) -> JSONValue {
        [
            "accounts": .integer(row.accounts), "treeMicroseconds": .integer(row.treeMicroseconds),
            "hashMicroseconds": .integer(row.hashMicroseconds),
            "proofNanoseconds": .integer(row.proofNanoseconds),
        ]
    }
}
