// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Benchmarks
import JSON

/// `outpace bench mempool`
struct BenchMempool: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mempool",
        abstract: "Time insertion, search and removal in the mempool at growing sizes.")

    @Option(
        help: ArgumentHelp(
            "How many events, 100 to 10000000; may be repeated.", valueName: "events"))
    var size = [1_000, 10_000, 100_000, 1_000_000]

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        for size in size where !(100...10_000_000).contains(size) {
            throw ValidationError("--size is \(size); allowed: 100 to 10000000.")
        }
    }

    func run() async throws {
        var all: [MempoolBenchmark.Row] = []
        if !json { Output.line(Self.heading) }
        for size in size {
            let rows = MempoolBenchmark.run(sizes: [size])
            all += rows
            if !json { for row in rows { Output.line(Self.text(row)) } }
        }
        if json { Output.json(["rows": .array(all.map(Self.document))]) }
    }

    private static let heading =
        "EVENTS".leading(9) + "  " + "STRUCTURE".padding(to: 30) + "insert ns".leading(10)
        + "find ns".leading(10) + "pop ns".leading(10) + "range ns".leading(10)
        + "worst 16".leading(12)

    private static func text(_ row: MempoolBenchmark.Row) -> String {
        String(row.size).leading(9) + "  " + row.subject.padding(to: 30)
            + String(row.insertNanoseconds).leading(10) + String(row.findNanoseconds).leading(10)
            + (row.popFirstNanoseconds.map(String.init) ?? "-").leading(10)
            + (row.rangeNanoseconds.map(String.init) ?? "-").leading(10)
            + String(row.worstInsertNanoseconds).leading(12)
    }

    private static func document(_ row: MempoolBenchmark.Row) -> JSONValue {
        [
            "size": .integer(row.size), "subject": .string(row.subject),
            "insertNanoseconds": .integer(row.insertNanoseconds),
            "findNanoseconds": .integer(row.findNanoseconds),
            "popFirstNanoseconds": row.popFirstNanoseconds.map { .integer($0) } ?? .null,
            "rangeNanoseconds": row.rangeNanoseconds.map { .integer($0) } ?? .null,
            "worstInsertNanoseconds": .integer(row.worstInsertNanoseconds),
        ]
    }
}
