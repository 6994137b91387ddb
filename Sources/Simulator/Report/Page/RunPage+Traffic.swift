// This source file is part of the Outpace project. License: see LICENSE.

/// What was sent, and what for.
extension RunPage {
    var trafficChart: Chart {
        let total = record.totalTraffic
        var chart = Chart(
            id: "traffic", title: "Traffic by what it is for",
            note:
                "Octets that all hosts together sent each second, before encryption, as the lanes "
                + "hand them to connections; the table has the sums and names the colours. "
                + "What towers above "
                + "everything else is cut and told by its number.")
        guard total.totalOctets > 0 else {
            chart.note = "Nothing was sent."
            return chart
        }
        let kinds = TrafficKind.allCases.filter { total.octets(of: $0) > 0 }
        chart.rows = [trafficRow(kinds)]
        chart.rest = trafficTable(kinds, total)
        return chart
    }

    /// The length of a sample; the last may be cut.
    func length(ofSample place: Int) -> Double {
        let begin = Double(place) * record.sampleInterval
        return max(0.001, min(record.sampleInterval, record.duration - begin))
    }

    private func trafficRow(_ kinds: [TrafficKind]) -> Chart.Row {
        let height = 210.0
        let bottom = height - 2
        var merge = 1
        while record.samples.count / merge > 150 { merge += 1 }
        var rates: [[Double]] = []
        for start in stride(from: 0, to: record.samples.count, by: merge) {
            let range = start..<min(start + merge, record.samples.count)
            let seconds = range.reduce(0) { $0 + length(ofSample: $1) }
            rates.append(
                kinds.map { kind in
                    Double(range.reduce(0) { $0 + record.samples[$1].traffic.octets(of: kind) })
                        / seconds
                })
        }
        let sums = rates.map { $0.reduce(0, +) }
        let highest = max(1, Self.usefulTop(sums))
        let scale = (height - 18) / highest
        var row = Chart.Row(height: height)
        row.marks = clippedMarks(
            sums, above: highest, spacing: record.sampleInterval * Double(merge))
        var top = [Double](repeating: 0, count: rates.count)
        var layers: [String] = []
        for (place, kind) in kinds.enumerated() {
            for column in rates.indices {
                top[column] = min(height, top[column] + rates[column][place] * scale)
            }
            layers.append(
                Chart.path(
                    "fill traffic-\(kind.rawValue)",
                    axis.area(
                        top, spacing: record.sampleInterval * Double(merge), bottom: bottom)))
        }
        var grid = ""
        let step = Self.roundStep(highest / 4)
        for line in 0...4 where Double(line) * step <= highest {
            let y = bottom - Double(line) * step * scale
            grid += "M0 " + PageText.short(y) + "H1000"
            row.scale.append((y, line == 0 ? "0" : PageText.octets(Double(line) * step) + "/s"))
        }
        row.shapes = layers.reversed().joined() + Chart.path("gridline over", grid)
        let perSecond = record.samples.indices.map { place in
            Int(Double(record.samples[place].traffic.totalOctets) / length(ofSample: place))
        }
        row.figure = Chart.output(
            PageText.octets(Double(record.totalTraffic.totalOctets)) + " in all",
            samples: perSecond,
            unit: " B/s")
        return row
    }

    /// The top of a scale on which the usual can be read: the highest value, or twice what 97 of
    /// 100 do not exceed when single values tower above all others.
    static func usefulTop(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard let highest = sorted.last else { return 1 }
        let usual = 2 * sorted[min(sorted.count - 1, Int(0.97 * Double(sorted.count)))]
        return usual > 0 && highest > 1.5 * usual ? usual : highest
    }

    /// The values that are too high for the scale, as numbers at the top.
    private func clippedMarks(
        _ values: [Double], above top: Double, spacing: Double
    ) -> [Chart.Mark] {
        var marks: [Chart.Mark] = []
        for (column, value) in values.enumerated() where value > top {
            let x = axis.x((Double(column) + 1) * spacing)
            let text = "↑ " + PageText.octets(value) + "/s"
            if x > 900 {
                let before = axis.x(Double(column) * spacing)
                marks.append(
                    Chart.Mark(
                        from: before - 90, until: before - 2, text: text, style: "peak",
                        isRightAligned: true))
            } else if marks.last.map({ $0.until <= x }) ?? true {
                marks.append(Chart.Mark(from: x + 2, until: x + 90, text: text, style: "peak"))
            }
        }
        return marks
    }

    /// The next of 1, 2 and 5 times a power of ten.
    static func roundStep(_ value: Double) -> Double {
        var power = 1.0
        while power * 10 <= value { power *= 10 }
        while power > value { power /= 10 }
        return [1, 2, 5].map { $0 * power }.first { $0 >= value } ?? power * 10
    }

    private func trafficTable(_ kinds: [TrafficKind], _ total: TrafficTally) -> String {
        let all = Double(total.totalOctets)
        let hosts = Double(max(1, record.hostCount))
        var out =
            "<div class=\"scroll\"><table class=\"wide traffic\"><thead><tr><th>what for</th>"
            + "<th class=\"text\">lane</th><th>number</th><th>each</th>"
            + "<th>octets</th><th>share</th><th>per second and node</th></tr></thead><tbody>"
        for kind in kinds.reversed() {
            let octets = Double(total.octets(of: kind))
            let count = total.count(of: kind)
            let rate = octets / hosts / record.duration
            out +=
                "<tr><th><b class=\"patch traffic-\(kind.rawValue)\"></b>" + kind.name
                + "</th><td class=\"text\">" + (kind.isGossip ? "gossip" : "direct") + "</td><td>"
                + PageText.count(count) + "</td><td>"
                + (count > 0 ? PageText.octets(octets / Double(count)) : "–") + "</td><td>"
                + PageText.octets(octets) + "</td><td>" + bar(octets / all) + "</td><td>"
                + PageText.octets(rate) + "/s</td></tr>"
        }
        out +=
            "<tr class=\"sum\"><th>all</th><td></td><td></td><td></td><td>" + PageText.octets(all)
            + "</td><td></td><td>" + PageText.octets(all / hosts / record.duration)
            + "/s</td></tr></tbody></table></div>"
        return out
    }

    /// A share as a number on a bar.
    func bar(_ share: Double) -> String {
        "<span class=\"bar\" style=\"--share:" + PageText.short(share * 100) + "%\">"
            + PageText.escaped(PageText.percent(share)) + "</span>"
    }
}
