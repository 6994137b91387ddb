// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import Testing

@testable import CLI

/// Who noticed what, as read from logs.
@Suite struct ChurnLogTests {
    private static let addresses = ["0xAA", "0xbb", "0xcc"]
    private static let start = Date(timeIntervalSince1970: 1_800_000_000)

    private static func line(_ seconds: Double, _ message: String, _ validator: String) -> String {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        let time = start.addingTimeInterval(seconds).formatted(style)
        return """
            {"time":"\(time)","level":"info","message":"\(message)","channel":"0x1","validator":"\(validator)"}
            """
    }

    /// Node 1 is away from second 10 to second 20; the logs are those of nodes 0 and 2.
    private func log(_ first: [String], _ third: [String] = []) throws -> ChurnLog {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let paths = ["0", "1", "2"].map { folder.appending(path: $0).path() }
        for (path, lines) in zip(paths, [first, [], third]) {
            try Data(lines.joined(separator: "\n").utf8).write(to: URL(filePath: path))
        }
        let record = ChurnRecord()
        record.noteKill(of: 1, at: Self.start.addingTimeInterval(10))
        record.noteStart(of: 1, at: Self.start.addingTimeInterval(20))
        return ChurnLog(paths: paths, addresses: Self.addresses, record: record)
    }

    @Test func `a delay is counted from the kill, once for each observer`() throws {
        let log = try log(
            [
                Self.line(13.5, "validator offline", "0xBB"),
                Self.line(13.6, "validator offline", "0xBB"),
            ], [Self.line(14, "validator offline", "0xBB")])
        #expect(log.delays.count == 2)
        #expect(abs(log.delay(percentile: 50) - 3.5) < 0.01)
        #expect(abs(log.delay(percentile: 100) - 4) < 0.01)
        #expect(log.falseNotices.isEmpty)
        #expect(log.unnoticedCount == 0)
    }

    @Test func `an absence that nobody noticed is counted for each observer`() throws {
        #expect(try log([]).unnoticedCount == 2)
    }

    @Test func `a notice about a node that ran is false`() throws {
        let log = try log([
            Self.line(5, "validator offline", "0xcc"), Self.line(9, "validator offline", "0xbb"),
        ])
        #expect(log.falseNotices.count == 2)
    }

    @Test func `lines that say something else are passed over`() throws {
        let log = try log(["not json", Self.line(5, "validator online", "0xcc"), "{}"])
        #expect(log.falseNotices.isEmpty)
        #expect(log.delays.isEmpty)
    }
}

/// What a run under churn is judged by.
@Suite struct ChurnReportTests {
    private func report(_ change: (inout ChurnReport) -> Void) -> ChurnReport {
        var report = ChurnReport()
        report.acknowledged = 10
        report.paid = [10, 10]
        report.settledAfter = .seconds(1)
        change(&report)
        report.judge()
        return report
    }

    private func sample(_ residentBytes: Int, orphans: Int = 0) -> ChurnWitness.Sample {
        ChurnWitness.Sample(
            at: .seconds(1), residentBytes: residentBytes, gossipEntries: 0, orphanedPeers: orphans,
            paidEvents: 1_000)
    }

    @Test func `agreement on what was acknowledged passes`() {
        #expect(report { _ in }.faults.isEmpty)
        #expect(report { $0.witness = (sample(60 << 20), sample(61 << 20)) }.faults.isEmpty)
    }

    @Test func `a lost event is a fault, and so is one paid twice`() {
        #expect(report { $0.paid = [10, 9] }.faults.count == 1)
        #expect(report { $0.paid = [11, 10] }.faults.count == 1)
    }

    @Test func `nodes that never agree are a fault`() {
        #expect(report { $0.settledAfter = nil }.faults.count == 1)
    }

    @Test func `memory that grows is a fault`() {
        #expect(report { $0.witness = (sample(60 << 20), sample(80 << 20)) }.faults.count == 1)
    }

    @Test func `a gossip peer without a session is a fault`() {
        #expect(report { $0.witness = (sample(1), sample(1, orphans: 1)) }.faults.count == 1)
    }
}
