// This source file is part of the Outpace project. License: see LICENSE.

/// One node on the screen.
struct StatusRow: Sendable {
    /// What is known about the node's process.
    enum Process: Hashable, Sendable {
        /// It is not ours to know.
        case unknown
        /// It runs.
        case running(Int32)
        /// It ended, for this reason.
        case ended(String)
    }

    let name: String
    let process: Process
    let history: NodeHistory
}

/// The table of `status --watch` and of a local network's live view: lines of text, nothing else.
struct StatusTable: Sendable {
    /// Columns of a terminal that all lines fit in.
    static let width = 100
    private static let dotLimit = 8
    private static let reasonLineLimit = 4

    let style: TextStyle

    /// The heading and a line for each node.
    func lines(_ rows: [StatusRow]) -> [String] {
        let heading = cells(
            "NODE", "PID", "ONLINE", "PEERS", "IN/s", "PAID/s", "STATES/s", "SEQ", "EVENTS",
            "APPROVED ROOT", "BIDS")
        return [style.faint(heading)] + rows.map(line)
    }

    /// Why nodes do not bid, one line each, and what else a person should see.
    func remarks(_ rows: [StatusRow]) -> [String] {
        var remarks: [String] = []
        for row in rows where row.history.isAnswering {
            let reasons = Self.reasons(row)
            guard !reasons.isEmpty else { continue }
            let text = " \(row.name) does not bid: \(reasons.joined(separator: ", "))"
            remarks.append(style.warning(String(text.prefix(Self.width))))
        }
        let surplus = remarks.count - Self.reasonLineLimit
        guard surplus > 0 else { return remarks }
        return remarks.prefix(Self.reasonLineLimit - 1)
            + [style.warning(" and \(surplus + 1) more nodes do not bid")]
    }

    /// One line per channel.
    func channelLines(_ rows: [StatusRow], limit: Int) -> [String] {
        let channels = rows.compactMap(\.history.latest).max {
            $0.channels.count < $1.channels.count
        }
        guard let channels = channels?.channels, !channels.isEmpty else {
            return [style.faint(" waiting for the first answer ...")]
        }
        let freshest = channels.map { channel in
            rows.compactMap(\.history.latest).flatMap(\.channels).filter { $0.id == channel.id }
                .max { $0.eventCount < $1.eventCount } ?? channel
        }
        var lines = freshest.prefix(limit).map { channel in
            let status =
                channel.status == "LIVE"
                ? style.good(channel.status) : style.warning(channel.status)
            return " channel \(style.strong(Self.short(channel.id)))  \(status)"
                + "  \(Self.grouped(channel.eventCount)) events paid with "
                + "\(Self.tokens(channel.paid)) of \(Self.deposit(channel)) tokens"
        }
        if channels.count > limit {
            lines.append(style.faint(" and \(channels.count - limit) more channels"))
        }
        return lines
    }

    private func line(_ row: StatusRow) -> String {
        if case .ended(let reason) = row.process, !row.history.isAnswering {
            return " " + style.strong(row.name.padding(to: 8)) + style.bad(reason)
        }
        guard row.history.isAnswering, let reading = row.history.latest else {
            return " " + style.strong(row.name.padding(to: 8))
                + style.warning("no answer yet ...")
        }
        let newest = reading.channels.max { $0.sequence < $1.sequence }
        let events = reading.channels.reduce(UInt64(0)) { $0 &+ $1.eventCount }
        let isBidding = !reading.channels.isEmpty && Self.reasons(row).isEmpty
        return cells(
            row.name, Self.process(row.process), dots(reading),
            reading.peers.map(String.init) ?? "-",
            Self.rate(row.history.receivedPerSecond), Self.rate(row.history.paidPerSecond),
            Self.rate(row.history.statesPerSecond), newest.map { String($0.sequence) } ?? "-",
            Self.grouped(events), newest?.root.map(Self.short) ?? "none yet",
            isBidding ? style.good("yes") : style.bad("no"))
    }

    /// Dots for the validators that are online and not, padded for its column.
    private func dots(_ reading: NodeReading) -> String {
        let width = 9
        guard let channel = reading.channels.min(by: { $0.onlineCount < $1.onlineCount }) else {
            return "-".padding(to: width)
        }
        let text = "\(channel.onlineCount)/\(channel.online.count)"
        let isWhole = channel.onlineCount == channel.online.count
        guard channel.online.count <= Self.dotLimit else {
            return (isWhole ? style.good(text) : style.warning(text))
                + String(repeating: " ", count: max(0, width - text.count))
        }
        let dots = channel.online.map { $0 ? style.good("●") : style.bad("○") }.joined()
        return dots + String(repeating: " ", count: width - channel.online.count)
    }

    // swift-format-ignore
    private func cells(
        _ name: String, _ pid: String, _ online: String, _ peers: String, _ received: String,
        _ paid: String, _ states: String, _ sequence: String, _ events: String, _ root: String,
        _ bids: String
    ) -> String {
        " " + name.padding(to: 8) + pid.padding(to: 9) + online.padding(to: 9)
            + peers.leading(5) + received.leading(8) + paid.leading(8) + states.leading(10)
            + sequence.leading(8) + events.leading(11) + "  " + root.padding(to: 15) + bids
    }

    private static func reasons(_ row: StatusRow) -> [String] {
        let all = (row.history.latest?.channels ?? []).filter { !$0.isBidding }.flatMap(\.reasons)
        var distinct: [String] = []
        for reason in all where !distinct.contains(reason) { distinct.append(reason) }
        return distinct
    }

    private static func process(_ process: StatusRow.Process) -> String {
        if case .running(let identifier) = process { String(identifier) } else { "" }
    }

    private static func rate(_ rate: Double?) -> String { rate.map { $0.fixed(1) } ?? "-" }

    /// The first and last digits of a hash.
    static func short(_ hash: String) -> String {
        let digits = hash.hasPrefix("0x") ? String(hash.dropFirst(2)) : hash
        return digits.count > 12 ? "0x\(digits.prefix(6))..\(digits.suffix(4))" : hash
    }

    /// Thousands apart.
    static func grouped(_ number: UInt64) -> String {
        var digits = String(number)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return ([digits] + groups).joined(separator: " ")
    }

    /// An amount in the smallest unit as tokens of 18 digits, three of them shown.
    static func tokens(_ amount: String) -> String {
        let padded = String(repeating: "0", count: max(0, 19 - amount.count)) + amount
        let whole = UInt64(padded.dropLast(18)).map(grouped) ?? String(padded.dropLast(18))
        return "\(whole).\(padded.suffix(18).prefix(3))"
    }

    private static func deposit(_ channel: ChannelReading) -> String {
        channel.deposit.map(tokens) ?? "?"
    }
}

extension String {
    /// Filled up with spaces on the left.
    func leading(_ width: Int) -> String {
        String(repeating: " ", count: max(0, width - count)) + self
    }
}
