// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore

/// Hosts that are too many to be shown one by one.
extension RunPage {
    var crowdCharts: [Chart] { [seenChart, crowdBiddingChart, crowdPoolChart] }

    private var seenChart: Chart {
        var chart = Chart(
            id: "online", title: "How many validators hosts see online",
            note:
                "In hundredths of the validators of their channels: the median host as a "
                + "line, nine "
                + "in ten hosts within the dark band, all within the pale one.")
        let spreads = record.crowd.map(\.seen)
        chart.rows = [spreadRow(spreads, highest: 100, height: 110, unit: " %")]
        return chart
    }

    private var crowdPoolChart: Chart {
        let highest = max(1, record.crowd.map(\.pool.highest).max() ?? 1)
        var chart = Chart(
            id: "pools", title: "Events that wait",
            note:
                "Depth of the hosts’ mempools: the median host as a line, nine in ten hosts within "
                + "the dark band, all within the pale one.")
        chart.rows = [
            spreadRow(record.crowd.map(\.pool), highest: highest, height: 110, unit: "")
        ]
        return chart
    }

    private func spreadRow(
        _ spreads: [CrowdSample.Spread], highest: Double, height: Double, unit: String
    ) -> Chart.Row {
        var row = Chart.Row(height: height)
        let bottom = height - 4
        let scale = (height - 12) / highest
        let step = record.sampleInterval
        func ribbon(_ style: String, _ low: [Double], _ high: [Double]) -> String {
            var path = ""
            for (place, value) in high.enumerated() {
                path +=
                    (place == 0 ? "M" : "L") + PageText.short(axis.x(Double(place) * step), 1)
                    + " " + PageText.short(bottom - value * scale, 1)
            }
            for (place, value) in low.enumerated().reversed() {
                path +=
                    "L" + PageText.short(axis.x(Double(place) * step), 1) + " "
                    + PageText.short(bottom - value * scale, 1)
            }
            return path.isEmpty ? "" : Chart.path(style, path + "Z")
        }
        row.shapes = ribbon("spread-all", spreads.map(\.lowest), spreads.map(\.highest))
        row.shapes += ribbon("spread", spreads.map(\.low), spreads.map(\.high))
        var line = ""
        for (place, spread) in spreads.enumerated() {
            line +=
                (place == 0 ? "M" : "L") + PageText.short(axis.x(Double(place) * step), 1) + " "
                + PageText.short(bottom - spread.median * scale, 1)
        }
        row.shapes += Chart.path("line", line)
        row.scale = [
            (bottom - highest * scale, PageText.count(Int(highest)) + unit), (bottom, "0"),
        ]
        row.figure = Chart.output("median", samples: spreads.map { Int($0.median) }, unit: unit)
        return row
    }

    private var crowdBiddingChart: Chart {
        var chart = Chart(
            id: "bidding", title: "Bidding",
            note:
                "Verdicts of all hosts for all their channels, by the first reason against bidding."
        )
        let counts = record.crowd.map(\.biddingCounts)
        let highest = Double(max(1, counts.map { $0.reduce(0, +) }.max() ?? 1))
        let height = 120.0
        let slots = (0..<1 + BiddingReason.allCases.count).filter { slot in
            counts.contains { $0[slot] > 0 }
        }
        func style(_ slot: Int) -> String {
            slot == 0 ? "active" : BiddingReason.allCases[slot - 1].letter
        }
        var row = Chart.Row(height: height)
        for last in slots.indices.reversed() {
            let heights = counts.map { sample in
                Double(slots[...last].reduce(0) { $0 + sample[$1] }) / highest * (height - 8)
            }
            row.shapes += Chart.path(
                "fill bid-" + style(slots[last]),
                axis.area(heights, spacing: record.sampleInterval, bottom: height))
        }
        row.scale = [(8, PageText.count(Int(highest))), (height - 4, "0")]
        row.figure = Chart.output("bid", samples: counts.map { $0[0] })
        chart.legend = slots.map { slot in
            slot == 0
                ? Chart.key("bid-active", "bids")
                : Chart.key(
                    "bid-" + style(slot), BiddingReason.allCases[slot - 1].words,
                    letter: style(slot))
        }.joined()
        chart.rows = [row]
        return chart
    }
}
