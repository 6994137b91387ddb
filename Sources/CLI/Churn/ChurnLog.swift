// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import JSON
import Primitives

/// Who noticed which absence, as the nodes' own logs tell.
struct ChurnLog {
    /// A restarted node may be missed for so long by those who have not heard it yet.
    private static let returnGrace: TimeInterval = 10
    /// An absence shorter than this need not be noticed: a heartbeat may have come just before it, and
    /// the node has to be away for the whole time that validators wait, 4 s, and a second more.
    private static let noticeableAfter: TimeInterval = 5.5

    /// From each kill to each other node's notice of it, in seconds, ascending.
    private(set) var delays: [Double] = []
    /// Notices that some running node was offline though it was not.
    private(set) var falseNotices: [String] = []
    /// Absences that a running node did not notice.
    private(set) var unnoticedCount = 0

    private struct Line {
        let at: Date
        let validator: String
    }

    /// Reads the logs of all nodes.
    ///
    /// - Parameter addresses: the validators' addresses, in the order of the nodes.
    init(paths: [String], addresses: [String], record: ChurnRecord) {
        let absences = record.absences
        let nodes = Dictionary(
            uniqueKeysWithValues: addresses.enumerated().map { ($1.lowercased(), $0) })
        for (observer, path) in paths.enumerated() {
            let own = absences.filter { $0.node == observer }
            var noticed: Set<Int> = []
            for line in Self.offlineLines(path) {
                guard let node = nodes[line.validator.lowercased()] else { continue }
                let index = absences.lastIndex { absence in
                    absence.node == node && absence.killedAt <= line.at
                        && line.at <= (absence.startedAt ?? .distantFuture) + Self.returnGrace
                }
                guard let index else {
                    falseNotices.append("node\(observer) missed node\(node) at \(line.at)")
                    continue
                }
                guard noticed.insert(index).inserted else { continue }
                delays.append(line.at.timeIntervalSince(absences[index].killedAt))
            }
            unnoticedCount += absences.indices.count { index in
                !noticed.contains(index)
                    && Self.isNoticeable(index, of: absences, observer: observer, absent: own)
            }
        }
        delays.sort()
    }

    /// Whether an observer that ran all the time must have noticed the absence: of a node that it had
    /// time to hear again after the one before.
    private static func isNoticeable(
        _ index: Int, of absences: [ChurnRecord.Absence], observer: Int,
        absent own: [ChurnRecord.Absence]
    ) -> Bool {
        let absence = absences[index]
        guard absence.node != observer, let startedAt = absence.startedAt,
            startedAt.timeIntervalSince(absence.killedAt) > noticeableAfter
        else { return false }
        let before = absences[..<index].last { $0.node == absence.node }?.startedAt ?? .distantPast
        guard absence.killedAt.timeIntervalSince(before) > returnGrace else { return false }
        return !own.contains { other in
            other.killedAt < startedAt
                && (other.startedAt ?? .distantFuture) + returnGrace > absence.killedAt
        }
    }

    /// The delay that so many percent of the notices stay within, in seconds.
    func delay(percentile: Double) -> Double {
        guard !delays.isEmpty else { return 0 }
        let rank = Int((percentile / 100 * Double(delays.count)).rounded(.up))
        return delays[min(max(rank, 1), delays.count) - 1]
    }

    /// One line for each validator that went offline, though it validates many channels.
    private static func offlineLines(_ path: String) -> [Line] {
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        var lines: [Line] = []
        for text in data.split(separator: 0x0a) {
            guard let object = try? JSONParser.parse(Bytes(text), limits: .standard).object,
                object["message"]?.string == "validator offline",
                let validator = object["validator"]?.string,
                let at = object["time"]?.string.flatMap({ try? style.parse($0) })
            else { continue }
            lines.append(Line(at: at, validator: validator))
        }
        return lines
    }
}
