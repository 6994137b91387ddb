// This source file is part of the Outpace project. License: see LICENSE.

/// Faults and processes over time.
extension RunPage {
    var faultChart: Chart {
        var chart = Chart(
            id: "faults", title: "Faults",
            note: record.faults.isEmpty
                ? "Nothing went wrong in this run."
                : "From when each began until it was undone; the same stretches are shaded in all "
                    + "charts below."
                    + (record.droppedFaultCount > 0
                        ? " " + PageText.some(record.droppedFaultCount, "later fault")
                            + " are not shown." : ""))
        guard !record.faults.isEmpty else { return chart }
        let concerns = FaultRecord.Concern.allCases.filter { concern in
            record.faults.contains { $0.concern == concern }
        }
        chart.legend = concerns.map { Chart.key("fault-" + $0.rawValue, $0.rawValue) }.joined()
        let (lanes, hidden) = faultLanes
        for lane in lanes {
            var row = Chart.Row(height: 17)
            for fault in lane {
                row.shapes += shape(of: fault)
                row.marks.append(mark(of: fault))
            }
            chart.rows.append(row)
        }
        if hidden > 0 {
            var row = Chart.Row(height: 17)
            row.marks = [
                Chart.Mark(from: 0, until: 1_000, text: "and \(hidden) more", style: "name")
            ]
            chart.rows.append(row)
        }
        if let healed = record.title.healedFrom?.inSeconds, healed < record.duration {
            var row = Chart.Row(height: 15)
            let x = axis.x(healed)
            row.marks = [
                x > 800
                    ? Chart.Mark(
                        from: 0, until: x - 3, text: "everything healed →", style: "soft",
                        isRightAligned: true)
                    : Chart.Mark(
                        from: x + 3, until: 1_000, text: "everything healed", style: "soft")
            ]
            chart.rows.append(row)
        }
        chart.rest = faultList
        return chart
    }

    /// The faults as text, for small screens and for searching.
    private var faultList: String {
        var out =
            "<details><summary>As a list</summary><div class=\"scroll\"><table><thead><tr>"
            + "<th>from</th><th>until</th><th class=\"text\">what</th></tr></thead><tbody>"
        for fault in record.faults.prefix(400) {
            let until = fault.isMomentary ? "" : fault.until.map(PageText.moment) ?? "the end"
            out +=
                "<tr><td>" + PageText.moment(fault.from) + "</td><td>" + until
                + "</td><td class=\"text\">" + PageText.escaped(fault.name) + "</td></tr>"
        }
        return out + "</tbody></table></div></details>"
    }

    /// The units that the text of a fault takes at most, in a window of 1 100 points or more.
    private func textWidth(_ fault: FaultRecord) -> Double { Double(fault.name.count) * 7.6 + 12 }

    private func extent(of fault: FaultRecord) -> (from: Double, until: Double) {
        let from = axis.x(fault.from)
        return (
            from,
            max(from + 2, fault.isMomentary ? from + 2 : axis.x(fault.until ?? record.duration))
        )
    }

    /// Whether the text stands before the bar because there is no room after its beginning.
    private func isTextBefore(_ fault: FaultRecord) -> Bool {
        let from = extent(of: fault).from
        return from + textWidth(fault) > TimeAxis.width && from > TimeAxis.width / 2
    }

    private func mark(of fault: FaultRecord) -> Chart.Mark {
        let (from, until) = extent(of: fault)
        guard isTextBefore(fault) else {
            return Chart.Mark(
                from: from + (fault.isMomentary ? 4 : 0),
                until: max(until, from + textWidth(fault)),
                text: fault.name, style: "name")
        }
        return Chart.Mark(
            from: from - textWidth(fault), until: from - 2, text: fault.name, style: "name",
            isRightAligned: true)
    }

    private func shape(of fault: FaultRecord) -> String {
        let (from, until) = extent(of: fault)
        let style = "fault-" + fault.concern.rawValue
        guard !fault.isMomentary else {
            return Chart.path(style + " moment", "M" + PageText.short(from) + " 2V15")
        }
        return "<rect class=\"" + style + "\" x=\"" + PageText.short(from) + "\" y=\"2\" width=\""
            + PageText.short(until - from) + "\" height=\"13\"/>"
    }

    /// Faults in rows, so that neither bars nor texts lie on each other.
    private var faultLanes: (lanes: [[FaultRecord]], hidden: Int) {
        var lanes: [[FaultRecord]] = []
        var ends: [Double] = []
        var hidden = 0
        for fault in record.faults.sorted(by: { $0.from < $1.from }) {
            let (from, until) = extent(of: fault)
            let isBefore = isTextBefore(fault)
            let left = isBefore ? from - textWidth(fault) : from
            let right = isBefore ? until : max(until, from + textWidth(fault))
            if let lane = ends.firstIndex(where: { $0 + 4 <= left }) {
                lanes[lane].append(fault)
                ends[lane] = right
            } else if lanes.count < 14 {
                lanes.append([fault])
                ends.append(right)
            } else {
                hidden += 1
            }
        }
        return (lanes, hidden)
    }

    var processChart: Chart {
        let troubled = record.hosts.contains { host in
            host.phases.intervals.contains { $0.value != .up }
        }
        var chart = Chart(
            id: "processes", title: "Processes",
            note: troubled
                ? "Whether each host’s process ran. At the right: the share of the time that "
                    + "it did."
                : "All " + PageText.some(record.hostCount, "process", "processes")
                    + " ran all the time.")
        guard troubled else { return chart }
        let phases = HostRecord.Phase.allCases.filter { phase in
            record.hosts.contains { host in
                host.phases.intervals.contains { $0.value == phase }
            }
        }
        chart.legend = phases.map { Chart.key("phase-" + $0.rawValue, $0.words) }.joined()
        let shown = record.hosts.indices.filter { host in
            record.hosts.count <= 8
                || record.hosts[host].phases.intervals.contains { $0.value != .up }
        }
        for host in shown.prefix(60) { chart.rows.append(processRow(host)) }
        let others = record.hosts.count - min(60, shown.count)
        if shown.count > 60 {
            chart.rest = "<p class=\"more\">The other \(others) hosts are not drawn.</p>"
        } else if others > 0 {
            chart.rest = "<p class=\"more\">The other \(others) ran all the time.</p>"
        }
        return chart
    }

    private func processRow(_ host: Int) -> Chart.Row {
        let phases = record.hosts[host].phases
        var row = Chart.Row(label: label(host), height: 12)
        for phase in HostRecord.Phase.allCases {
            let stretches = phases.intervals.filter { $0.value == phase }
            row.shapes += Chart.path(
                "strip phase-" + phase.rawValue,
                axis.strokes(stretches.map { ($0.from, $0.until) }, y: 6))
        }
        let share = 1 - phases.total { $0 == .down } / record.duration
        row.figure = Chart.output(
            PageText.percent(share),
            changes: phases.intervals.map {
                ($0.from, $0.value == .up ? "runs" : $0.value.rawValue)
            })
        return row
    }
}

extension HostRecord.Phase {
    /// What a host does in it.
    var words: String {
        switch self {
        case .up: "runs"
        case .byzantine: "misbehaves"
        case .stalled: "stands still"
        case .down: "does not run"
        }
    }
}
