// This source file is part of the Outpace project. License: see LICENSE.

import ArgumentParser
import Foundation
import JSON
import NodeCore
import Outpace
import Primitives
import Storage

/// `outpace bench records`
struct BenchRecords: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "records",
        abstract: "Time questions about the events of a channel, at three sizes a decade apart.",
        discussion: """
            A year of events is written into a database for each size, under a temporary folder that \
            is removed at the end; 10000000 events take some 5 GB. Then events, aggregates and counts \
            are asked for, each for 15 different accounts or times.
            """)

    @Option(help: ArgumentHelp("Events of the largest channel.", valueName: "number"))
    var events = 1_000_000

    @Flag(help: "Print JSON.")
    var json = false

    private static let sizes = 400_000...100_000_000

    func validate() throws {
        guard Self.sizes.contains(events) else {
            throw ValidationError(
                "--events is \(events); allowed: \(Self.sizes.lowerBound) to "
                    + "\(Self.sizes.upperBound).")
        }
    }

    func run() async throws {
        var rows: [Row] = []
        if !json { Output.line(Row.heading) }
        for size in [events / 100, events / 10, events] {
            rows += try await measure(size)
            if !json { for row in rows.suffix(Question.allCases.count) { Output.line(row.text) } }
        }
        if json { Output.json(["rows": .array(rows.map(\.document))]) }
    }

    private func measure(_ size: Int) async throws -> [Row] {
        let folder = FileManager.default.temporaryDirectory.path + "/outpace-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let database = try NodeDatabase.create(at: folder + "/node.db")
        let year = try EventYear(eventCount: size)
        let written = try await year.write(to: database)
        if !json {
            Output.line(
                "\(size) events: written in \(Int(written.events.seconds)) s, "
                    + "approved in \(Int(written.approvals.seconds)) s")
        }
        var rows: [Row] = []
        for question in Question.allCases {
            var times: [Duration] = []
            var found = 0
            for number in 0..<15 as Range<UInt64> {
                let start = ContinuousClock.now
                found = try await question.ask(database, year, number)
                times.append(start.duration(to: .now))
            }
            times.sort()
            rows.append(
                Row(
                    eventCount: size, question: question, found: found,
                    median: times[times.count / 2], longest: times[times.count - 1]))
        }
        try database.close()
        return rows
    }
}

/// What a year of events is asked.
private enum Question: String, CaseIterable {
    case userEvents = "a user's events"
    case publisherEvents = "a publisher's 100 events"
    case laterEvents = "100 events further on"
    case aggregates = "100 aggregates"
    case yearByDays = "a year by days"
    case monthByHours = "a month by hours"
    case publisherMonth = "a publisher's month by hours"

    /// - Returns: how many events, aggregates or spans were found.
    func ask(
        _ database: NodeDatabase, _ year: EventYear, _ number: UInt64
    ) async throws -> Int {
        let channel = year.channel.id
        let publisher = year.publisher(number)
        let firstHour = year.firstHour
        switch self {
        case .userEvents:
            return try await database.includedEvents(
                of: channel, query: EventQuery(account: year.user(number), limit: 100)
            ).events.count
        case .publisherEvents, .laterEvents:
            let middle = EventPlace(
                state: Int64(year.eventCount / EventYear.eventsPerState / 2), event: 0)
            return try await database.includedEvents(
                of: channel,
                query: EventQuery(
                    account: publisher.bytes, after: self == .laterEvents ? middle : nil,
                    limit: 100)
            ).events.count
        case .aggregates:
            return try await database.aggregates(of: channel, after: nil, limit: 100).count
        case .yearByDays:
            let bounds = (0...366 as ClosedRange<UInt64>).map { firstHour + 24 * $0 }
            return try await count(database, CountQuery(of: channel, by: nil, bounds))
        case .monthByHours, .publisherMonth:
            let first = firstHour + 24 * 20 * number
            let bounds = (0...720 as ClosedRange<UInt64>).map { first + $0 }
            let by = self == .publisherMonth ? publisher : nil
            return try await count(database, CountQuery(of: channel, by: by, bounds))
        }
    }

    private func count(_ database: NodeDatabase, _ query: CountQuery) async throws -> Int {
        guard let spans = try await database.counts(query) else {
            throw CommandFailure("\(rawValue): more counters than one question may read")
        }
        return spans.count
    }
}

extension CountQuery {
    fileprivate init(of channel: ChannelID, by publisher: Address?, _ bounds: [UInt64]) {
        self.init(
            channels: [channel], publisher: publisher, type: .impression, bounds: bounds,
            isByChannel: false)
    }
}

private struct Row {
    let eventCount: Int
    let question: Question
    let found: Int
    let median: Duration
    let longest: Duration

    static let heading =
        "EVENTS".leading(10) + "  " + "QUESTION".padding(to: 30) + "found".leading(7)
        + "median ms".leading(11) + "longest ms".leading(12)

    var text: String {
        String(eventCount).leading(10) + "  " + question.rawValue.padding(to: 30)
            + String(found).leading(7) + (median.seconds * 1_000).fixed(1).leading(11)
            + (longest.seconds * 1_000).fixed(1).leading(12)
    }

    var document: JSONValue {
        [
            "events": .integer(eventCount), "question": .string(question.rawValue),
            "found": .integer(found),
            "medianMicroseconds": .integer(Int(median.seconds * 1_000_000)),
            "longestMicroseconds": .integer(Int(longest.seconds * 1_000_000)),
        ]
    }
}
