// This source file is part of the Outpace project. License: see LICENSE.

/// What a failing run's page opens with.
extension RunPage {
    var failure: String {
        guard !record.isPassed else { return "" }
        var out = "<section id=\"failure\"><h2>What did not hold</h2>"
        for breach in record.breaches.prefix(8) {
            let place = breach.host.map { ", host \($0)" } ?? ""
            out +=
                "<p class=\"breach\"><b>" + PageText.escaped(breach.invariant) + "</b> <span>"
                + PageText.moment(breach.at) + PageText.escaped(place) + "</span><br/>"
                + PageText.escaped(breach.detail)
            if let claim = record.checks.first(where: { $0.name == breach.invariant })?.claim {
                out += "<br/><small>Claimed: " + PageText.escaped(claim) + "</small>"
            }
            out += "</p>"
        }
        if record.breaches.count > 8 {
            out +=
                "<p>and " + PageText.some(record.breaches.count - 8, "breach", "breaches")
                + " more</p>"
        }
        for text in record.unmet.prefix(12) {
            out +=
                "<p class=\"breach\"><b>Expectation not met</b><br/>" + PageText.escaped(text)
                + "</p>"
        }
        if record.unmet.count > 12 {
            out += "<p>and \(record.unmet.count - 12) expectations more</p>"
        }
        if !record.excerpt.isEmpty {
            out += "<h3>What the hosts did around it</h3>" + excerptTable + transcript
        }
        return out + "</section>\n"
    }

    /// The last turns of a run without a breach, closed up.
    var excerptAtEnd: String {
        let hash =
            "<p class=\"hash\">Transcript hash <code>" + PageText.escaped(record.transcriptHash)
            + "</code>: equal for every run of this scenario and seed.</p>"
        guard record.isPassed, !record.excerpt.isEmpty else {
            return "<section id=\"end\">" + hash + "</section>"
        }
        return "<section id=\"end\">" + hash
            + "<details><summary>The last turns of the run</summary>"
            + excerptTable + transcript + "</details></section>\n"
    }

    private var excerptTable: String {
        var out =
            "<div class=\"scroll window\"><table class=\"excerpt\"><thead><tr><th>time</th>"
            + "<th>host</th><th>what</th></tr></thead><tbody>"
        var isMarked = false
        var lastTime = ""
        for line in record.excerpt {
            if line.isAfter, !isMarked {
                isMarked = true
                out += breachRow
            }
            let time = PageText.fixed(line.at, 6)
            out +=
                "<tr" + (line.isSuspect ? " class=\"suspect\"" : "") + "><td>"
                + (time == lastTime ? "" : time) + "</td><td>" + (line.host.map { "\($0)" } ?? "")
                + "</td><td>" + PageText.escaped(line.text) + "</td></tr>"
            lastTime = time
        }
        if !isMarked { out += breachRow }
        return out + "</tbody></table></div>"
    }

    private var breachRow: String {
        guard let breach = record.breaches.first else {
            guard let failure = record.failedAt else { return "" }
            return "<tr class=\"here\"><td>" + PageText.fixed(failure, 6)
                + "</td><td></td><td>✕ expectation not met</td></tr>"
        }
        return "<tr class=\"here\"><td>" + PageText.fixed(breach.at, 6) + "</td><td>"
            + (breach.host.map { "\($0)" } ?? "") + "</td><td>✕ "
            + PageText.escaped(breach.invariant) + " does not hold</td></tr>"
    }

    private var transcript: String {
        guard !record.transcriptLines.isEmpty else { return "" }
        return
            "<details><summary>The same in the transcript’s own columns: time, host, what, other "
            + "host, size, check</summary><pre class=\"scroll\">"
            + PageText.escaped(record.transcriptLines.joined(separator: "\n")) + "</pre></details>"
    }
}
