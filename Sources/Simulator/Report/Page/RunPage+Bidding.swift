// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore

/// Who bids, and why not.
extension RunPage {
    /// Channels that are drawn one by one.
    static let channelLimit = 4

    var biddingCharts: [Chart] {
        record.channels.prefix(Self.channelLimit).indices.compactMap { place in
            let channel = record.channels[place]
            guard !channel.holders.isEmpty else { return nil }
            var chart = Chart(
                id: "bidding-\(place)", title: "Bidding for " + title(of: place),
                note: place == 0
                    ? "Whether each host bids, and the reasons against it by their letters; "
                        + "the colour "
                        + "is that of the first. At the right: the share of its running time "
                        + "that it bid."
                    : "")
            chart.legend = legend(of: channel)
            chart.rows = channel.holders.map { biddingRow($0, leader: channel.validators.first) }
            if place == Self.channelLimit - 1, record.channelCount > Self.channelLimit {
                chart.rest =
                    "<p class=\"more\">The other "
                    + PageText.some(record.channelCount - Self.channelLimit, "channel")
                    + " are not drawn.</p>"
            }
            return chart
        }
    }

    func title(of place: Int) -> String {
        record.channelCount == 1
            ? "the channel" : "channel \(place) (" + record.channels[place].name + ")"
    }

    private func legend(of channel: ChannelHistory) -> String {
        var reasons: Set<BiddingReason> = []
        var isDown = false
        for holder in channel.holders {
            for interval in holder.bidding.intervals {
                switch interval.value {
                case .down: isDown = true
                case .active: continue
                case .stopped(let stopped): reasons.formUnion(stopped)
                }
            }
        }
        let keys = BiddingReason.allCases.filter { reasons.contains($0) }.map {
            Chart.key("bid-" + $0.letter, $0.words, letter: $0.letter)
        }
        return Chart.key("bid-active", "bids") + keys.joined()
            + (isDown ? Chart.key("bid-down", "does not run") : "")
    }

    private func biddingRow(_ holder: ChannelHistory.Holder, leader: Int?) -> Chart.Row {
        var row = Chart.Row(label: label(holder.host, leader: leader), height: 13)
        var stretches: [String: [(from: Double, until: Double)]] = [:]
        var active = 0.0
        var running = 0.0
        for interval in holder.bidding.intervals {
            stretches[interval.value.style, default: []].append((interval.from, interval.until))
            if interval.value == .active { active += interval.length }
            if interval.value != .down { running += interval.length }
            let (from, until) = (axis.x(interval.from), axis.x(interval.until))
            let letters = interval.value.letters
            if !letters.isEmpty, until - from >= 9 {
                row.marks.append(
                    Chart.Mark(
                        from: from, until: until, text: letters,
                        style: "letter on-" + interval.value.style))
            }
        }
        for style in stretches.keys.sorted() {
            row.shapes += Chart.path(
                "strip bid-" + style, axis.strokes(stretches[style] ?? [], y: 6.5))
        }
        row.figure = Chart.output(
            running > 0 ? PageText.percent(active / running) : "–",
            changes: holder.bidding.intervals.map { ($0.from, $0.value.text) })
        return row
    }
}

extension Bidding {
    var style: String {
        switch self {
        case .down: "down"
        case .active: "active"
        case .stopped(let reasons): reasons.first?.letter ?? "active"
        }
    }

    var letters: String {
        switch self {
        case .down, .active: ""
        case .stopped(let reasons): reasons.map(\.letter).joined()
        }
    }

    var text: String {
        switch self {
        case .down: "does not run"
        case .active: "bids"
        case .stopped(let reasons):
            reasons.count == 1 ? reasons[0].words : reasons.map(\.letter).joined(separator: " ")
        }
    }
}

extension BiddingReason {
    /// One letter of its own, for strips.
    var letter: String {
        switch self {
        case .notLive: "N"
        case .tooManyOffline: "O"
        case .campaignUnhealthy: "H"
        case .missedEvents: "M"
        case .staleState: "S"
        case .closing: "C"
        case .exhausted: "X"
        case .expired: "E"
        case .withdrawPeriod: "W"
        case .violated: "V"
        case .paused: "P"
        }
    }

    /// What it means, shortly.
    var words: String {
        switch self {
        case .notLive: "not live"
        case .tooManyOffline: "too many offline"
        case .campaignUnhealthy: "unhealthy"
        case .missedEvents: "missed events"
        case .staleState: "stale state"
        case .closing: "closing"
        case .exhausted: "exhausted"
        case .expired: "expired"
        case .withdrawPeriod: "withdraw period"
        case .violated: "rule violated"
        case .paused: "paused"
        }
    }
}
