// This source file is part of the Outpace project. License: see LICENSE.

/// How long events wait until they are paid.
extension RunPage {
    var latencyChart: Chart {
        let latency = record.latency
        var chart = Chart(
            id: "latency", title: "How long events wait until they are paid",
            note:
                "From the first acknowledgement until the same host sees the event approved, "
                + "by when "
                + "it was acknowledged: half wait less than the dots, 95 of 100 less than the "
                + "bars, "
                + "and none longer than the thin lines. The scale is logarithmic.")
        guard latency.paidCount > 0 else {
            chart.note =
                latency.acknowledgedCount == 0
                ? "No event was acknowledged."
                : "None of " + PageText.some(latency.acknowledgedCount, "acknowledged event")
                    + " was paid where it was acknowledged."
            return chart
        }
        let scale = LogScale(
            lowest: max(0.001, Double(latency.sorted.first ?? 0)),
            highest: Double(latency.sorted.last ?? 1))
        chart.rows = [latencyRow(scale)]
        if latency.buckets.contains(where: { $0.unpaidCount > 0 }) { chart.rows.append(unpaidRow) }
        chart.rest = "<div class=\"pair\">" + histogram(scale) + percentiles + "</div>"
        return chart
    }

    private func latencyRow(_ scale: LogScale) -> Chart.Row {
        let height = 170.0
        let inner = height - 16
        func y(_ value: Double) -> Double { 8 + inner * (1 - scale.place(value)) }
        var row = Chart.Row(height: height)
        var (grid, ranges, bars, dots) = ("", "", "", "")
        for decade in scale.decades {
            grid += "M0 " + PageText.short(y(decade)) + "H1000"
            row.scale.append((y(decade), PageText.seconds(decade)))
        }
        for bucket in record.latency.buckets where bucket.count > 0 {
            let x = PageText.short((axis.x(bucket.from) + axis.x(bucket.until)) / 2)
            let (median, high) = (y(bucket.median), y(bucket.high))
            ranges += "M" + x + " " + PageText.short(high) + "V" + PageText.short(y(bucket.highest))
            bars += "M" + x + " " + PageText.short(median) + "V" + PageText.short(high)
            dots += "M" + x + " " + PageText.short(median) + "h0"
        }
        row.shapes =
            Chart.path("gridline", grid) + Chart.path("wait-range", ranges)
            + Chart.path("wait-bar", bars) + Chart.path("wait-dot", dots)
        row.figure = Chart.output(
            "",
            changes: record.latency.buckets.map { bucket in
                (
                    bucket.from,
                    bucket.count == 0
                        ? "none paid"
                        : PageText.seconds(bucket.median)
                            + ", 95 %: " + PageText.seconds(bucket.high)
                )
            })
        return row
    }

    private var unpaidRow: Chart.Row {
        var row = Chart.Row(label: "never paid", height: 24)
        row.style = "word"
        let unpaid = record.latency.buckets.filter { $0.unpaidCount > 0 }
        let highest = Double(unpaid.map(\.unpaidCount).max() ?? 1)
        var path = ""
        for bucket in unpaid {
            let x = (axis.x(bucket.from) + axis.x(bucket.until)) / 2
            path +=
                "M" + PageText.short(x) + " 23v-"
                + PageText.short(max(2, 20 * Double(bucket.unpaidCount) / highest))
        }
        row.shapes = Chart.path("wait-unpaid", path)
        row.figure = PageText.some(unpaid.reduce(0) { $0 + $1.unpaidCount }, "event")
        return row
    }

    /// All latencies as columns on the same logarithmic scale.
    private func histogram(_ scale: LogScale) -> String {
        var counts = [Int](repeating: 0, count: scale.binCount)
        for wait in record.latency.sorted { counts[scale.bin(Double(wait))] += 1 }
        let highest = Double(max(1, counts.max() ?? 1))
        let width = TimeAxis.width / Double(scale.binCount)
        var columns = ""
        for (bin, count) in counts.enumerated() where count > 0 {
            let high = max(1, 116 * Double(count) / highest)
            columns +=
                "M" + PageText.short(Double(bin) * width + 1) + " 120v-"
                + PageText.short(high) + "h" + PageText.short(width - 2) + "v"
                + PageText.short(high)
                + "z"
        }
        var out =
            "<div class=\"histogram\"><h3>All "
            + PageText.some(record.latency.paidCount, "wait") + "</h3><div class=\"still\">"
        out += Chart.svg(
            122,
            Chart.path("pool", columns) + Chart.path("base", "M0 120.5H1000")
                + Chart.path("quantile", quantileLines(scale)))
        for decade in scale.decades {
            out +=
                "<span class=\"tick\" style=\"left:" + PageText.short(scale.place(decade) * 100)
                + "%\">" + PageText.escaped(PageText.seconds(decade)) + "</span>"
        }
        return out + "</div></div>"
    }

    private func quantileLines(_ scale: LogScale) -> String {
        [0.5, 0.95, 0.99].map { share in
            let x = scale.place(record.latency.quantile(share)) * TimeAxis.width
            return "M" + PageText.short(x) + " 0V120"
        }.joined()
    }

    private var percentiles: String {
        let latency = record.latency
        var rows: [(String, Double)] = [("shortest", Double(latency.sorted.first ?? 0))]
        rows += [("10 %", 0.1), ("50 %", 0.5), ("90 %", 0.9), ("95 %", 0.95), ("99 %", 0.99)]
            .map { ($0.0, latency.quantile($0.1)) }
        rows.append(("longest", Double(latency.sorted.last ?? 0)))
        var out = "<table class=\"percentiles\"><tbody>"
        for row in rows {
            out +=
                "<tr><th>" + row.0 + "</th><td>" + PageText.escaped(PageText.seconds(row.1))
                + "</td></tr>"
        }
        let unpaid = latency.acknowledgedCount - latency.paidCount
        out += "<tr><th>never paid</th><td>" + PageText.count(unpaid) + "</td></tr>"
        if latency.untrackedCount > 0 {
            out +=
                "<tr><th>not followed</th><td>" + PageText.count(latency.untrackedCount)
                + "</td></tr>"
        }
        return out + "</tbody></table>"
    }
}
