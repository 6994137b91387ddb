// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Benchmarks
import JSON

/// `outpace bench crypto`
struct BenchCrypto: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crypto",
        abstract: "Time signatures, hashes and encryption, beside copying the same octets.")

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let rows = try CryptoBenchmark.run()
        if json { return Output.json(["rows": .array(rows.map(Self.document))]) }
        Output.line(
            "OPERATION".padding(to: 26) + "each us".leading(10) + "MB/s".leading(10)
                + "of a copy".leading(11))
        for row in rows { Output.line(Self.text(row)) }
    }

    private static func text(_ row: CryptoBenchmark.Row) -> String {
        let micros = (Double(row.nanoseconds) / 1_000).fixed(2)
        let line = row.subject.padding(to: 26) + micros.leading(10)
        guard let bytes = row.byteCount, let copy = row.copyNanoseconds else {
            return line + "-".leading(10) + "-".leading(11)
        }
        let nanoseconds = max(1, row.nanoseconds)
        let rate = Double(bytes) * 1_000 / Double(nanoseconds)
        let share = (Double(copy) * 100 / Double(nanoseconds)).fixed(1) + " %"
        return line + rate.fixed(0).leading(10) + share.leading(11)
    }

    private static func document(_ row: CryptoBenchmark.Row) -> JSONValue {
        [
            "subject": .string(row.subject), "nanoseconds": .integer(row.nanoseconds),
            "bytes": row.byteCount.map { .integer($0) } ?? .null,
            "copyNanoseconds": row.copyNanoseconds.map { .integer($0) } ?? .null,
        ]
    }
}
