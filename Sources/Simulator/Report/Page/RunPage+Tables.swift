// This source file is part of the Outpace project. License: see LICENSE.

/// Numbers that need no picture.
extension RunPage {
    var checkTable: String {
        var out = "<section id=\"checks\"><h2>Invariants</h2>"
        guard !record.checks.isEmpty else {
            return out + "<p>No invariant was checked.</p></section>\n"
        }
        let highest = Double(max(1, record.checks.map(\.count).max() ?? 1))
        out +=
            "<div class=\"scroll\"><table class=\"wide\"><thead><tr><th>invariant</th>"
            + "<th class=\"text\">claim</th><th>checked</th><th "
            + "class=\"text\">held</th></tr></thead>"
            + "<tbody>"
        for check in record.checks {
            let breaches = record.breaches.count { $0.invariant == check.name }
            let held =
                breaches > 0
                ? "✕ breached" : check.count == 0 ? "never looked at" : "✓ always"
            out +=
                "<tr" + (breaches > 0 ? " class=\"bad\"" : "") + "><th>"
                + PageText.escaped(check.name) + "</th><td class=\"text claim\">"
                + PageText.escaped(check.claim) + "</td><td><span class=\"bar\" style=\"--share:"
                + PageText.short(Double(check.count) / highest * 100) + "%\">"
                + PageText.count(check.count) + "</span></td><td class=\"text\">" + held
                + "</td></tr>"
        }
        return out + "</tbody></table></div></section>\n"
    }

    var hostTable: String {
        guard record.crowd.isEmpty else { return "" }
        var out =
            "<section id=\"hosts\"><h2>Hosts</h2><div class=\"scroll\"><table class=\"wide\">"
            + "<thead><tr><th>host</th><th>ran</th><th>batches</th><th>records on disk</th>"
            + "<th>most events waiting</th><th>largest inbox</th><th>sent</th>"
            + "<th>per second</th></tr></thead><tbody>"
        for (place, host) in record.hosts.enumerated() {
            let running = 1 - host.phases.total { $0 == .down } / record.duration
            let isByzantine = host.phases.intervals.contains { $0.value == .byzantine }
            out +=
                "<tr><th>\(place)" + (leaders.contains(place) ? " leads" : "")
                + (isByzantine ? " misbehaves" : "") + "</th><td>" + PageText.percent(running)
                + "</td><td>" + PageText.count(host.batchCount) + "</td><td>"
                + PageText.count(host.recordCount) + "</td><td>"
                + PageText.count(host.poolDepths.max() ?? 0) + "</td><td>"
                + PageText.count(host.batchSizes.max() ?? 0) + "</td><td>"
                + PageText.octets(Double(host.sentOctets)) + "</td><td>"
                + PageText.octets(Double(host.sentOctets) / record.duration) + "/s</td></tr>"
        }
        return out + "</tbody></table></div></section>\n"
    }

    var figureTable: String {
        guard !record.figures.isEmpty else { return "" }
        let items = record.figures.map {
            "<div><dt>" + PageText.escaped($0.name) + "</dt><dd>" + PageText.count($0.value)
                + "</dd></div>"
        }
        return "<section id=\"figures\"><h2>The whole run</h2><dl class=\"sums\">" + items.joined()
            + "</dl></section>\n"
    }
}
