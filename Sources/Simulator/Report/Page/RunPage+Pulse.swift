// This source file is part of the Outpace project. License: see LICENSE.

/// Connections, disks and losses.
extension RunPage {
    var pulseChart: Chart {
        var chart = Chart(
            id: "pulse", title: "Connections, disks, losses",
            note:
                "Each on its own scale from 0; a red tip stands for a value that is cut "
                + "because it towers "
                + "above the others. At the right: the most.")
        let lengths = record.samples.indices.map(length)
        func rate(_ value: (NetworkSample) -> Int) -> [Int] {
            zip(record.samples, lengths).map { Int((Double(value($0)) / $1).rounded()) }
        }
        chart.rows = [
            pulseRow("connections", record.samples.map(\.connectionCount), unit: ""),
            pulseRow("commits", rate(\.commitCount), unit: "/s"),
            pulseRow("records on disk", rate(\.recordCount), unit: "/s"),
            pulseRow("node steps", rate(\.stepCount), unit: "/s"),
        ]
        if record.crowd.isEmpty {
            let largest = record.samples.indices.map { place in
                record.hosts.map { place < $0.batchSizes.count ? $0.batchSizes[place] : 0 }.max()
                    ?? 0
            }
            chart.rows.append(pulseRow("largest inbox", largest, unit: ""))
        }
        if record.samples.contains(where: { $0.lostCount > 0 }) {
            chart.rows.append(pulseRow("messages lost", rate(\.lostCount), unit: "/s"))
        }
        return chart
    }

    private func pulseRow(_ name: String, _ values: [Int], unit: String) -> Chart.Row {
        var row = Chart.Row(label: name, height: 34)
        row.style = "word"
        let top = max(1, Self.usefulTop(values.map(Double.init)))
        let scale = 28 / top
        let cut = values.indices.filter { Double(values[$0]) > top }
        row.shapes =
            Chart.path("base", "M0 33.5H1000")
            + Chart.path(
                "pool",
                axis.area(
                    values.map { min(31, Double($0) * scale) }, spacing: record.sampleInterval,
                    bottom: 33.5))
            + Chart.path(
                "cut",
                axis.ticks(
                    cut.map { (Double($0) + 0.5) * record.sampleInterval }, from: 0, height: 4))
        row.figure = Chart.output(
            PageText.count(values.max() ?? 0) + unit, samples: values, unit: unit)
        return row
    }
}
