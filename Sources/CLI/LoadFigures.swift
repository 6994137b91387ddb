// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import ArgumentParser
import JSON
import Primitives

/// What a load came to, for people and for programs.
struct LoadFigures: Sendable {
    let report: LoadReport
    let seconds: Double
    let eventsPerRequest: Int

    private var events: Int { (report.requests - report.failures) * eventsPerRequest }

    private var eventsPerSecond: Double { Double(events) / max(seconds, 0.001) }

    private var latencies: [(name: String, millis: Double)] {
        [("p50", 50.0), ("p90", 90), ("p99", 99), ("p999", 99.9), ("max", 100)].map {
            ($0.0, report.percentile($0.1).seconds * 1_000)
        }
    }

    /// For people.
    func lines(rate: Int) -> [String] {
        [
            "events      \(events) in \(seconds.fixed(1)) s",
            "rate        \(eventsPerSecond.fixed(1)) events/s of \(rate) asked for",
            "failures    \(report.failures) of \(report.requests) requests",
        ] + latencies.map { "\($0.name.padding(to: 11)) \($0.millis.fixed(2)) ms" }
    }

    /// For programs.
    func members(rate: Int) -> [(String, JSONValue)] {
        [
            ("events", .integer(events)), ("requests", .integer(report.requests)),
            ("failures", .integer(report.failures)), ("seconds", .number(seconds.fixed(3))),
            ("eventsPerSecond", .number(eventsPerSecond.fixed(1))),
            ("targetPerSecond", .integer(rate)),
            (
                "latencyMillis",
                .object(
                    JSONObject(members: latencies.map { ($0.name, .number($0.millis.fixed(3))) }))
            ),
        ]
    }
}

extension LoadReport {
    /// Fails when a request did.
    func checkFailures() throws(CommandFailure) {
        guard failures == 0 else {
            throw CommandFailure(
                "\(failures) of \(requests) requests failed; the first: "
                    + (firstFailure ?? "unknown"))
        }
    }
}

extension LoadSchedule {
    /// Checks what a command was told.
    static func validate(
        rate: Int, connections: Int, batch: Int, duration: Duration
    ) throws(ValidationError) {
        guard (1...1_000_000).contains(rate) else {
            throw ValidationError("--rate is \(rate); allowed: 1 to 1000000.")
        }
        guard (1...1_000).contains(connections) else {
            throw ValidationError("--connections is \(connections); allowed: 1 to 1000.")
        }
        guard (1...EventBatch.limit).contains(batch) else {
            throw ValidationError("--batch is \(batch); allowed: 1 to \(EventBatch.limit).")
        }
        guard duration <= .seconds(3_600) else {
            throw ValidationError("--duration is at most 60m.")
        }
    }

    /// Sends all requests.
    func run(
        on origin: HTTPOrigin, path: String, body: Bytes, eventsPerRequest: Int
    ) async -> LoadFigures {
        let start = ContinuousClock.now
        let report = await withTaskGroup(of: LoadReport.self) { group in
            for lane in 0..<connections {
                group.addTask {
                    await run(lane: lane, from: start, origin: origin, path: path, body: body)
                }
            }
            return await group.reduce(into: LoadReport()) { $0.merge($1) }
        }
        return LoadFigures(
            report: report, seconds: start.duration(to: .now).seconds,
            eventsPerRequest: eventsPerRequest)
    }
}
