// This source file is part of the Outpace project. License: see LICENSE.

/// How many events wait where.
extension RunPage {
    var poolChart: Chart {
        let highest = record.hosts.map { $0.poolDepths.max() ?? 0 }.max() ?? 0
        var chart = Chart(
            id: "pools", title: "Events that wait",
            note: "Depth of each host’s mempool, all on one scale up to "
                + PageText.some(highest, "event")
                + ". At the right: the most, and those at the end.")
        guard highest > 0 else {
            chart.note = "No host had an event waiting when it was looked at."
            return chart
        }
        let height: Double = record.hosts.count <= 12 ? 26 : 18
        for (host, values) in record.hosts.enumerated() {
            var row = Chart.Row(label: label(host), height: height)
            let scale = (height - 3) / Double(highest)
            row.shapes =
                Chart.path("base", "M0 " + PageText.short(height) + "H1000")
                + Chart.path(
                    "pool",
                    axis.area(
                        values.poolDepths.map { Double($0) * scale },
                        spacing: record.sampleInterval, bottom: height))
            row.figure = Chart.output(
                PageText.count(values.poolDepths.max() ?? 0) + " · "
                    + PageText.count(values.poolDepths.last ?? 0),
                samples: values.poolDepths)
            chart.rows.append(row)
        }
        return chart
    }
}
