// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import Primitives

/// When each request of a load goes out: evenly spaced, taken in turn by the connections.
struct LoadSchedule: Sendable {
    let requestsPerSecond: Double
    let connections: Int
    let duration: Duration

    /// How many requests there are in all.
    var requestCount: Int { Int(requestsPerSecond * duration.seconds) }

    /// When the request with this number is due, counted from the start.
    func due(_ number: Int) -> Duration {
        .nanoseconds(Int64(Double(number) / requestsPerSecond * 1e9))
    }

    /// Sends this connection's share.
    func run(
        lane: Int, from start: ContinuousClock.Instant, origin: HTTPOrigin, path: String,
        body: Bytes
    ) async -> LoadReport {
        let client = HTTPClient(origin: origin)
        var report = LoadReport()
        for number in stride(from: lane, to: requestCount, by: connections) {
            let due = start.advanced(by: due(number))
            do {
                try await Task.sleep(until: due, clock: .continuous)
            } catch {
                break
            }
            do {
                let reply = try await client.post(path, body: body)
                let refusal = reply.isSuccess ? nil : "\(origin) answers \(reply.status)"
                report.add(latency: due.duration(to: .now), failure: refusal)
            } catch {
                report.add(latency: due.duration(to: .now), failure: error.message)
            }
        }
        await client.shutDown()
        return report
    }
}

/// What came of a load.
struct LoadReport: Sendable {
    /// Latencies kept; a longer load is judged by its first ones.
    private static let sampleLimit = 4_000_000

    private(set) var requests = 0
    private(set) var failures = 0
    private(set) var firstFailure: String?
    private var latencies: [Duration] = []

    mutating func add(latency: Duration, failure: String?) {
        requests += 1
        if let failure {
            failures += 1
            firstFailure = firstFailure ?? failure
        }
        if latencies.count < Self.sampleLimit { latencies.append(latency) }
    }

    mutating func merge(_ other: LoadReport) {
        requests += other.requests
        failures += other.failures
        firstFailure = firstFailure ?? other.firstFailure
        latencies += other.latencies.prefix(max(0, Self.sampleLimit - latencies.count))
    }

    /// The latency that so many percent of the requests stay within; zero without requests.
    ///
    /// - Complexity: O(n log n).
    func percentile(_ percent: Double) -> Duration {
        guard !latencies.isEmpty else { return .zero }
        let sorted = latencies.sorted()
        let rank = Int((percent / 100 * Double(sorted.count)).rounded(.up))
        return sorted[min(max(rank, 1), sorted.count) - 1]
    }
}

extension Double {
    /// With so many digits after the point.
    func fixed(_ digits: Int) -> String {
        guard isFinite else { return "0" }
        let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
        let whole = Int64((magnitude * scale).rounded())
        let unit = Int64(scale)
        let sign = self < 0 && whole > 0 ? "-" : ""
        guard digits > 0 else { return "\(sign)\(whole)" }
        let fraction = String(whole % unit)
        let zeros = String(repeating: "0", count: digits - fraction.count)
        return "\(sign)\(whole / unit).\(zeros)\(fraction)"
    }
}
