// This source file is part of the Outpace project. License: see LICENSE.

/// What the reader learns first.
extension RunPage {
    /// One sentence on what happened.
    var sentence: String {
        let title = record.title
        let name = title.scenario + ", seed \(title.seed), "
        let size =
            PageText.some(record.hostCount, "node") + " over "
            + PageText.seconds(record.duration) + " of virtual time"
        if let breach = record.breaches.first {
            let place = breach.host.map { " at host \($0)" } ?? ""
            return name + "failed at " + PageText.moment(breach.at) + place + ": "
                + breach.invariant
                + " does not hold – " + Self.cut(breach.detail)
        }
        if !record.unmet.isEmpty {
            return name + "failed at " + PageText.moment(record.duration) + " with "
                + PageText.some(record.hostCount, "node") + ": " + Self.cut(record.unmet[0])
        }
        let checks = record.checks.reduce(0) { $0 + $1.count }
        let faults = record.faults.count { $0.name != "heal" && !$0.name.hasPrefix("restart") }
        let latency = record.latency
        let paid =
            latency.acknowledgedCount == 0
            ? "no event was acknowledged"
            : latency.paidCount == latency.acknowledgedCount
                ? "all " + PageText.some(latency.paidCount, "acknowledged event") + " were paid"
                : PageText.count(latency.paidCount) + " of "
                    + PageText.some(latency.acknowledgedCount, "acknowledged event") + " were paid"
        return name + "passed: " + size + " through " + PageText.some(faults, "fault") + ", " + paid
            + ", and no invariant was breached in " + PageText.some(checks, "check")
    }

    /// The beginning of a long text, up to the end of a word.
    static func cut(_ text: String) -> String {
        guard text.count > 200 else { return text }
        let words = text.prefix(190).split(separator: " ").dropLast()
        return words.joined(separator: " ") + " …"
    }

    var headline: String {
        let state = record.isPassed ? "passed" : "failed"
        var out =
            "<p class=\"verdict " + state + "\">" + state + "</p><h1>"
            + PageText.escaped(sentence) + ".</h1>"
        if !record.title.proves.isEmpty {
            out += "<p class=\"proves\">" + PageText.escaped(record.title.proves) + "</p>"
        }
        return out + command
    }

    var command: String {
        "<p class=\"command\"><code id=\"command\">" + PageText.escaped(record.title.command)
            + "</code><button type=\"button\" id=\"copy\" hidden=\"hidden\">copy</button></p>"
    }

    var keyFigures: String {
        let latency = record.latency
        let traffic = Double(record.totalTraffic.totalOctets)
        let perHost = traffic / Double(max(1, record.hostCount)) / record.duration
        let states = record.channels.reduce(0) { $0 + $1.approvedStateCount }
        var figures: [(String, String)] = [
            ("nodes", PageText.count(record.hostCount)),
            ("channels", PageText.count(record.channelCount)),
            ("virtual time", PageText.seconds(record.duration)),
            ("events acknowledged", PageText.count(latency.acknowledgedCount)),
            ("events paid", PageText.count(latency.paidCount)),
            ("states approved", PageText.count(states)),
        ]
        if latency.paidCount > 0 {
            figures += [
                ("median wait", PageText.seconds(latency.quantile(0.5))),
                ("99 % wait less than", PageText.seconds(latency.quantile(0.99))),
            ]
        }
        figures += [
            ("sent per node", PageText.octets(perHost) + "/s"),
            ("invariant checks", PageText.count(record.checks.reduce(0) { $0 + $1.count })),
        ]
        let items = figures.map {
            "<div><dt>" + PageText.escaped($0.0) + "</dt><dd>" + PageText.escaped($0.1)
                + "</dd></div>"
        }
        return "<dl class=\"key-figures\">" + items.joined() + "</dl>"
    }

    /// The axis that stays at the top while the page is read.
    var timeBar: String {
        var out =
            "<nav class=\"grid\" id=\"time\"><div class=\"labels\"><output id=\"now\">time"
            + "</output></div><div class=\"plot ticks\">"
        for tick in axis.ticks {
            let style = axis.x(tick) > 985 ? "tick end" : "tick"
            out +=
                "<span class=\"" + style + "\" style=\"--a:" + PageText.short(axis.x(tick)) + "\">"
                + PageText.escaped(tickText(tick)) + "</span>"
        }
        if let failure = record.failedAt {
            out +=
                "<span class=\"tick fail\" style=\"--a:" + PageText.short(axis.x(failure))
                + "\">✕</span>"
        }
        out += "</div><div class=\"figures\" id=\"zoom\" hidden=\"hidden\">"
        out += "<button type=\"button\" data-zoom=\"all\" class=\"wide-only\">whole run</button>"
        if record.failedAt != nil {
            out += "<button type=\"button\" data-zoom=\"failure\">failure</button>"
        }
        return out + "</div></nav>\n"
    }

    private func tickText(_ tick: Double) -> String {
        if tick == 0 { return "0 s" }
        guard axis.duration > 600 else { return PageText.short(tick) }
        return PageText.short(tick / 60, 1) + " min"
    }
}
