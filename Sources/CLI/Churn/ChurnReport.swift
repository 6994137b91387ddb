// This source file is part of the Outpace project. License: see LICENSE.

import JSON

/// What came of a run under churn: figures, and what is wrong about them.
struct ChurnReport {
    /// Memory that may be added over half of the run, whatever happens: allocators keep some.
    private static let growthLimit = 8 << 20
    /// Octets that the ledger of paid events may take for each, twice over while it grows.
    private static let octetsPerEvent = 80

    var seconds = 0.0
    var seed: UInt64 = 0
    var kills = 0
    var stalls = 0
    var guests = 0
    var acknowledged: UInt64 = 0
    var repeatedPosts = 0
    /// Events paid in all channels, as each node has it.
    var paid: [UInt64] = []
    /// From the end of the faults until all nodes agreed on everything; nil when they did not.
    var settledAfter: Duration?
    var log: ChurnLog?
    var witness: (second: ChurnWitness.Sample, last: ChurnWitness.Sample)?
    /// What is wrong, each in one sentence.
    private(set) var faults: [String] = []

    mutating func add(fault: String) { faults.append(fault) }

    /// Judges the figures.
    mutating func judge() {
        if settledAfter == nil { faults.append("the nodes did not agree after the faults ended") }
        for (node, count) in paid.enumerated() where count != acknowledged {
            faults.append("node\(node) paid \(count) events of \(acknowledged) acknowledged")
        }
        if let log {
            if log.unnoticedCount > 0 {
                faults.append("\(log.unnoticedCount) absences were not noticed")
            }
            for notice in log.falseNotices.prefix(5) { faults.append("\(notice), which ran") }
        }
        guard let (second, last) = witness else { return }
        let allowed =
            Self.growthLimit + Self.octetsPerEvent * max(0, last.paidEvents - second.paidEvents)
        if last.residentBytes - second.residentBytes > allowed {
            faults.append(
                "node0 grew from \(second.residentBytes) to \(last.residentBytes) octets; "
                    + "allowed: \(allowed) more")
        }
        if last.orphanedPeers > 0 {
            faults.append("node0 keeps \(last.orphanedPeers) gossip peers without a session")
        }
    }

    /// The report for people.
    var lines: [String] {
        var lines = [
            "churn      \(seconds.fixed(0)) s with seed \(seed): \(kills) kills, \(stalls) stalls, "
                + "\(guests) guests",
            "events     \(acknowledged) acknowledged (\(repeatedPosts) posts repeated); paid: "
                + paid.map(String.init).joined(separator: " "),
            "agreement  "
                + (settledAfter.map { "\($0.seconds.fixed(1)) s after the end" } ?? "none"),
        ]
        if let log {
            lines.append(
                "absences   noticed \(log.delays.count) times: p50 \(log.delay(percentile: 50).fixed(2)) s, "
                    + "p99 \(log.delay(percentile: 99).fixed(2)) s, max "
                    + "\(log.delay(percentile: 100).fixed(2)) s; \(log.falseNotices.count) false")
        }
        if let (second, last) = witness {
            let mebibytes = [second, last].map { (Double($0.residentBytes) / 1_048_576).fixed(1) }
            lines.append(
                "node0      \(mebibytes[0]) MiB in the second quarter, \(mebibytes[1]) MiB in the last; "
                    + "gossip entries \(second.gossipEntries), \(last.gossipEntries)")
        }
        lines += faults.isEmpty ? ["result     passed"] : faults.map { "FAULT      \($0)" }
        return lines
    }

    /// The report for programs.
    var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("seconds", .number(seconds.fixed(1))), ("seed", .integer(seed)),
            ("kills", .integer(kills)), ("stalls", .integer(stalls)), ("guests", .integer(guests)),
            ("acknowledged", .integer(acknowledged)), ("repeatedPosts", .integer(repeatedPosts)),
            ("paid", .array(paid.map { .integer($0) })),
            ("settledAfterSeconds", settledAfter.map { .number($0.seconds.fixed(2)) } ?? .null),
            ("faults", .array(faults.map { .string($0) })),
        ]
        if let log {
            let noticed: JSONValue = [
                "count": .integer(log.delays.count), "false": .integer(log.falseNotices.count),
                "unnoticed": .integer(log.unnoticedCount),
                "p50": .number(log.delay(percentile: 50).fixed(3)),
                "p99": .number(log.delay(percentile: 99).fixed(3)),
                "max": .number(log.delay(percentile: 100).fixed(3)),
            ]
            members.append(("absencesNoticedSeconds", noticed))
        }
        if let (second, last) = witness {
            members.append(
                ("residentBytes", .array([second, last].map { .integer($0.residentBytes) })))
            members.append(
                ("gossipEntries", .array([second, last].map { .integer($0.gossipEntries) })))
        }
        return .object(JSONObject(members: members))
    }
}
