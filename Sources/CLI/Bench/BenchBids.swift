// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Benchmarks
import JSON

/// `outpace bench bids`
struct BenchBids: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bids", abstract: "Time answers to GET /bids from many channels.")

    @Option(help: ArgumentHelp("How many channels, 100 to 100000.", valueName: "number"))
    var channels = 10_000

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (100...100_000).contains(channels) else {
            throw ValidationError("--channels is \(channels); allowed: 100 to 100000.")
        }
    }

    func run() async throws {
        let rows = try BidsBenchmark.run(channels: channels)
        if json {
            Output.json(["rows": .array(rows.map(Self.document))])
            return
        }
        Output.line(Self.heading)
        for row in rows { Output.line(Self.text(row)) }
    }

    private static let heading =
        "CHANNELS".leading(8) + "  " + "CAMPAIGNS".padding(to: 12) + "book us".leading(10)
        + "1 % us".leading(10) + "top 10 us".leading(11) + "top 100 us".leading(12) + "  complete"

    private static func text(_ row: BidsBenchmark.Row) -> String {
        String(row.channels).leading(8) + "  " + row.campaigns.rawValue.padding(to: 12)
            + String(row.bookMicroseconds).leading(10)
            + String(row.changesMicroseconds).leading(10)
            + String(row.answerMicroseconds).leading(11)
            + String(row.longAnswerMicroseconds).leading(12)
            + (row.isComplete ? "  yes" : "  no")
    }

    private static func document(_ row: BidsBenchmark.Row) -> JSONValue {
        [
            "channels": .integer(row.channels), "campaigns": .string(row.campaigns.rawValue),
            "bookMicroseconds": .integer(row.bookMicroseconds),
            "changesMicroseconds": .integer(row.changesMicroseconds),
            "answerMicroseconds": .integer(row.answerMicroseconds),
            "longAnswerMicroseconds": .integer(row.longAnswerMicroseconds),
            "isComplete": .bool(row.isComplete),
        ]
    }
}
