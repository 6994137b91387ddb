// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import ProcessHarness
import Testing

/// What the kernel says of a process, in octets.
struct Residence {
    let now: Int
    let peak: Int

    init?(of process: Int32) {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        else { return nil }
        func kilobytes(_ name: String) -> Int? {
            text.split(separator: "\n").first { $0.hasPrefix(name) }?
                .split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
                .flatMap { Int($0) }
        }
        guard let now = kilobytes("VmRSS:"), let peak = kilobytes("VmHWM:") else { return nil }
        self.now = now * 1024
        self.peak = peak * 1024
    }

    /// Lets the peak begin at what is resident now.
    static func resetPeak(of process: Int32) {
        try? "5".write(toFile: "/proc/\(process)/clear_refs", atomically: false, encoding: .utf8)
    }
}

extension VictimNetwork {
    /// The victim's process; a test fails when it has ended.
    var process: Int32 {
        get throws {
            try #require(
                network.processIdentifier(of: Self.victim), "the victim's process ended")
        }
    }

    /// What the victim's process holds.
    var residence: Residence {
        get throws { try #require(Residence(of: process)) }
    }

    /// Processor time of the victim's process, in hundredths of a second.
    var processorTicks: Int {
        get throws {
            let text = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
            let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
            return try #require(
                fields.count > 13
                    ? Int(fields[11]).flatMap { a in Int(fields[12]).map { a + $0 } }
                    : nil)
        }
    }

    /// Open files of the victim's process.
    var descriptorCount: Int {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").count
        }
    }

    /// The sum of a metric's samples whose labels hold a text; nil when there is none.
    func metric(_ metric: Metric, at node: Int = VictimNetwork.victim) async -> Double? {
        let samples = await network.metricsPage(of: node).split(separator: "\n").filter {
            ($0.hasPrefix(metric.name + " ") || $0.hasPrefix(metric.name + "{"))
                && metric.labels.allSatisfy($0.contains)
        }.compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }
        return samples.isEmpty ? nil : samples.reduce(0, +)
    }
}

/// One metric of a node, or some samples of it.
struct Metric: CustomStringConvertible {
    let name: String
    let labels: [String]

    init(_ name: String, _ labels: String...) {
        self.name = name
        self.labels = labels
    }

    var description: String { labels.isEmpty ? name : "\(name)\(labels)" }

    static func handshake(_ reason: String) -> Metric {
        Metric("outpace_handshake_failures_total", "\"\(reason)\"")
    }

    static func session(_ reason: String) -> Metric {
        Metric("outpace_session_faults_total", "\"\(reason)\"")
    }

    static func gossip(_ rule: String) -> Metric {
        Metric("outpace_gossip_violations_total", "\"\(rule)\"")
    }

    static func statement(_ reason: String) -> Metric {
        Metric("outpace_statements_refused_total", "\"\(reason)\"")
    }

    static func disconnection(_ reason: String) -> Metric {
        Metric("outpace_peers_disconnected_total", "\"\(reason)\"")
    }

    static let refusedConnections = Metric("outpace_connections_refused_total")
    static let orphans = Metric("outpace_pubsub_peers_without_connection")
}
