// This source file is part of the Outpace project. License: see LICENSE.

/// Who sees whom.
extension RunPage {
    var onlineChart: Chart {
        var chart = Chart(
            id: "online", title: "Who is online in whose eyes",
            note:
                "A block for each host that looks, in it a line for each validator that it "
                + "looks at, "
                + "in the order of their numbers. What is pale is as it should be. At the "
                + "right: how "
                + "many of the others the host saw, on average.")
        let beliefs = Belief.allCases.filter { belief in
            record.hosts.contains { host in
                host.beliefs.contains { track in
                    track.intervals.contains { $0.value == belief }
                }
            }
        }
        chart.legend = beliefs.map { Chart.key("belief-\($0)", $0.words) }.joined()
        for host in record.hosts.indices where record.hosts[host].beliefs.contains(where: \.isKnown)
        {
            chart.rows.append(onlineRow(host))
        }
        if chart.rows.isEmpty { chart.note = "No two hosts share a channel." }
        return chart
    }

    private func onlineRow(_ host: Int) -> Chart.Row {
        let others = record.hosts[host].beliefs.indices.filter {
            record.hosts[host].beliefs[$0].isKnown
        }
        let line: Double =
            switch others.count {
            case ...8: 3
            case ...16: 2
            case ...26: 1.5
            default: 1
            }
        let block = Double(others.count) * line
        let height = max(13, block + 3)
        let top = (height - block) / 2
        var row = Chart.Row(label: label(host), height: height)
        var paths = [String](repeating: "", count: Belief.allCases.count)
        for (place, other) in others.enumerated() {
            let y = top + (Double(place) + 0.5) * line
            let intervals = record.hosts[host].beliefs[other].intervals
            for belief in Belief.allCases where belief != .online && belief != .blind {
                let stretches = intervals.filter { $0.value == belief }
                paths[Int(belief.rawValue)] += axis.strokes(
                    stretches.map { ($0.from, $0.until) }, y: y)
            }
        }
        row.shapes = backdrop(of: host, top: top, height: block)
        for belief in Belief.allCases {
            row.shapes +=
                "<g stroke-width=\"" + PageText.short(line) + "\">"
                + Chart.path("belief-" + "\(belief)", paths[Int(belief.rawValue)]) + "</g>"
        }
        row.figure = onlineFigure(host, others)
        return row
    }

    /// Pale where the host runs, hatched where it does not.
    private func backdrop(of host: Int, top: Double, height: Double) -> String {
        let phases = record.hosts[host].phases.intervals
        func stroke(_ style: String, _ chosen: [Interval<HostRecord.Phase>]) -> String {
            Chart.path(
                style, axis.strokes(chosen.map { ($0.from, $0.until) }, y: top + height / 2))
        }
        return "<g stroke-width=\"" + PageText.short(height) + "\">"
            + stroke("belief-online", phases.filter { $0.value != .down })
            + stroke("belief-blind", phases.filter { $0.value == .down }) + "</g>"
    }

    private func onlineFigure(_ host: Int, _ others: [Int]) -> String {
        var changes: [(at: Double, other: Int, belief: Belief)] = []
        var seen = 0.0
        var all = 0.0
        for other in others {
            for interval in record.hosts[host].beliefs[other].intervals {
                changes.append((interval.from, other, interval.value))
                if interval.value != .blind { all += interval.length }
                if interval.value == .online || interval.value == .unnoticed {
                    seen += interval.length
                }
            }
        }
        changes.sort { ($0.at, $0.other) < ($1.at, $1.other) }
        var state: [Int: Belief] = [:]
        var texts: [(at: Double, text: String)] = []
        for (place, change) in changes.enumerated() {
            state[change.other] = change.belief
            let isLast = place + 1 == changes.count || changes[place + 1].at > change.at
            guard isLast, texts.count < 400 else { continue }
            texts.append((change.at, sight(state, others)))
        }
        let mean = all > 0 ? seen / all * Double(others.count) : 0
        return Chart.output(PageText.fixed(mean, 1) + " of \(others.count)", changes: texts)
    }

    private func sight(_ state: [Int: Belief], _ others: [Int]) -> String {
        if others.contains(where: { state[$0] == .blind }) { return "does not run" }
        let unseen = others.filter { state[$0] == .offline || state[$0] == .missed }
        if unseen.isEmpty { return "sees all \(others.count)" }
        if unseen.count == others.count { return "sees nobody" }
        return unseen.count <= 4
            ? "not " + HostWords.list(unseen) : "\(others.count - unseen.count) of \(others.count)"
    }
}

extension Track {
    /// Whether anything was noted.
    var isKnown: Bool { !intervals.isEmpty }
}

extension Belief {
    /// What it says of the other host.
    var words: String {
        switch self {
        case .online: "seen online"
        case .unnoticed: "seen online, though out of reach"
        case .missed: "offline, though in reach"
        case .offline: "offline, and out of reach"
        case .blind: "the host does not run"
        }
    }
}
