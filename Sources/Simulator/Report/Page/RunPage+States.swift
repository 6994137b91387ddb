// This source file is part of the Outpace project. License: see LICENSE.

/// What was proposed and approved.
extension RunPage {
    var stateCharts: [Chart] {
        record.channels.prefix(Self.channelLimit).indices.map { place in
            let channel = record.channels[place]
            var chart = Chart(id: "states-\(place)", title: "States of " + title(of: place))
            chart.note = note(of: channel, isFirst: place == 0)
            if place == 0 {
                chart.legend = stateLegend
            }
            chart.rows =
                [proposalRow(channel)] + channel.holders.map { approvalRow($0, of: channel) }
            chart.rest = slowStates(channel)
            return chart
        }
    }

    private var stateLegend: String {
        let shown = record.channels.prefix(Self.channelLimit)
        let states = shown.flatMap(\.states)
        var keys = [
            Chart.key("state-proposed", "proposed"), Chart.key("state-approved", "approved"),
        ]
        if states.contains(where: { $0.approvedAt == nil }) {
            keys.append(Chart.key("state-lost", "proposed, never approved"))
        }
        if states.contains(where: \.isContested) {
            keys.append(Chart.key("state-contested", "proposed with the number of another"))
        }
        if shown.contains(where: { $0.holders.contains { $0.refusalCount > 0 } }) {
            keys.append(Chart.key("state-refused", "refused"))
        }
        return keys.joined()
    }

    private func note(of channel: ChannelHistory, isFirst: Bool) -> String {
        let contested = channel.states.count(where: \.isContested)
        let approved = channel.states.filter { $0.approvedAt != nil }
        var text =
            PageText.some(channel.states.count, "state") + " proposed, "
            + PageText.count(approved.count) + " approved"
        if channel.droppedStateCount > 0 {
            text += "; " + PageText.count(channel.droppedStateCount) + " later ones are not shown"
        }
        if contested > 0 { text += "; <b>\(contested) share their number with another</b>" }
        let waits = approved.compactMap { state in
            state.approvedAt.map { Float($0 - state.proposedAt) }
        }.sorted()
        if !waits.isEmpty {
            text +=
                "; half of them within "
                + PageText.seconds(LatencyRecord.quantile(0.5, of: waits)) + ", the slowest in "
                + PageText.seconds(Double(waits.last ?? 0))
        }
        text += "."
        if isFirst, !channel.holders.isEmpty, !channel.states.isEmpty {
            text +=
                " Above, a tick for each proposal; below, for each host, one when it saw a state "
                + "approved. At the right: the number of its newest approved state."
        }
        return text
    }

    private func proposalRow(_ channel: ChannelHistory) -> Chart.Row {
        var row = Chart.Row(label: "proposed", height: 18)
        row.style = "word"
        let good = channel.states.filter { $0.approvedAt != nil && !$0.isContested }
        let lost = channel.states.filter { $0.approvedAt == nil && !$0.isContested }
        let contested = channel.states.filter(\.isContested)
        row.shapes = Chart.path(
            "state-proposed", axis.ticks(good.map(\.proposedAt), from: 4, height: 10))
        row.shapes += Chart.path(
            "state-lost", axis.ticks(lost.map(\.proposedAt), from: 1, height: 15))
        row.shapes += Chart.path(
            "state-contested", axis.ticks(contested.map(\.proposedAt), from: 0, height: 17))
        row.figure = Chart.output(
            PageText.count(channel.states.count),
            changes: channel.states.prefix(2_000).map { ($0.proposedAt, "proposes \($0.sequence)") }
        )
        return row
    }

    private func approvalRow(
        _ holder: ChannelHistory.Holder, of channel: ChannelHistory
    ) -> Chart.Row {
        var row = Chart.Row(
            label: label(holder.host, leader: channel.validators.first), height: 11)
        row.shapes = Chart.path(
            "state-approved", axis.ticks(holder.approvals, from: 2, height: 7))
        row.shapes += Chart.path(
            "state-refused", axis.ticks(holder.refusals, from: 1, height: 9))
        var figure = "№ \(holder.lastSequence)"
        if holder.refusalCount > 0 { figure += ", refused \(holder.refusalCount)" }
        row.figure = PageText.escaped(figure)
        return row
    }

    /// The states that took longest to be approved, or never were.
    private func slowStates(_ channel: ChannelHistory) -> String {
        func wait(_ state: ChannelHistory.State) -> Double {
            state.approvedAt.map { $0 - state.proposedAt } ?? .infinity
        }
        let slow = channel.states.enumerated().sorted { one, other in
            (wait(other.element), one.offset) < (wait(one.element), other.offset)
        }.map(\.element)
        guard !slow.isEmpty else { return "" }
        var out =
            "<details><summary>The slowest states</summary><div class=\"scroll\"><table><thead>"
            + "<tr><th>number</th><th>root</th><th>proposed</th><th>first approved after</th>"
            + "<th>last approved after</th><th>hosts</th><th>events</th></tr></thead><tbody>"
        for state in slow.prefix(12) {
            let first = state.approvedAt.map { PageText.seconds($0 - state.proposedAt) } ?? "never"
            let last = state.lastApprovedAt.map { PageText.seconds($0 - state.proposedAt) } ?? "–"
            out +=
                "<tr><td>\(state.sequence)</td><td><code>" + PageText.escaped(state.root)
                + "</code></td><td>" + PageText.moment(state.proposedAt) + "</td><td>" + first
                + "</td><td>" + last + "</td><td>\(state.approvalCount)</td><td>"
                + PageText.count(state.eventCount) + "</td></tr>"
        }
        return out + "</tbody></table></div></details>"
    }
}
