// This source file is part of the Outpace project. License: see LICENSE.

/// A node's status as one plain line, for logs and pipes.
enum StatusLine {
    static func text(_ row: StatusRow) -> String {
        let history = row.history
        guard history.isAnswering, let reading = history.latest else {
            if case .ended(let reason) = row.process { return "\(row.name) \(reason)" }
            return "\(row.name) no answer"
        }
        let channels = reading.channels
        let online = channels.map(\.onlineCount).min() ?? 0
        let total = channels.map(\.online.count).max() ?? 0
        let events = channels.reduce(UInt64(0)) { $0 &+ $1.eventCount }
        let newest = channels.max { $0.sequence < $1.sequence }
        let idle = channels.filter { !$0.isBidding }.flatMap(\.reasons)
        let bidding = channels.isEmpty ? "no" : idle.isEmpty ? "yes" : idle.joined(separator: "+")
        return
            "\(row.name) online \(online)/\(total) peers \(reading.peers.map(String.init) ?? "-")"
            + " in/s \((history.receivedPerSecond ?? 0).fixed(1))"
            + " paid/s \((history.paidPerSecond ?? 0).fixed(1))"
            + " states/s \((history.statesPerSecond ?? 0).fixed(1)) events \(events)"
            + " sequence \(newest?.sequence ?? 0)"
            + " root \(newest?.root.map(StatusTable.short) ?? "none") bidding \(bidding)"
    }
}
