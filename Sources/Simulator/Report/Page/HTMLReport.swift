// This source file is part of the Outpace project. License: see LICENSE.

/// A run as one page that needs nothing else: pictures over one time axis, numbers beside them.
public enum HTMLReport {
    /// Renders.
    ///
    /// - Complexity: the page has at most so many octets as the record has intervals, samples and
    ///   states times a few dozen; 25 nodes over a minute give well under a megabyte and a half.
    public static func render(_ record: RunRecord) -> String {
        let page = RunPage(record)
        let name = PageText.escaped(record.title.scenario + ", seed \(record.title.seed)")
        var out = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
        out += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
        out += "<title>" + name + (record.isPassed ? " – passed" : " – FAILED") + "</title>\n"
        out += "<style>\n" + PageStyle.text + "</style>\n</head>\n"
        out +=
            "<body data-duration=\"" + PageText.short(page.axis.duration, 6) + "\" data-interval=\""
            + PageText.short(record.sampleInterval, 6) + "\""
        if let failure = record.failedAt {
            out += " data-failure=\"" + PageText.short(failure, 6) + "\""
        }
        out += ">\n" + PageStyle.patterns + page.body
        out += "<script>\n" + PageScript.text + "</script>\n</body>\n</html>\n"
        return out
    }
}

/// The parts of a page, in the order they are read.
struct RunPage {
    let record: RunRecord
    let axis: TimeAxis

    init(_ record: RunRecord) {
        self.record = record
        // A run that ends with its failure leaves some room after it, so that the mark can be seen.
        let endsFailed = record.failedAt.map { $0 > 0.97 * record.duration } ?? false
        axis = TimeAxis(
            duration: endsFailed ? record.duration * 1.04 : record.duration, end: record.duration)
    }

    var body: String {
        var out =
            "<header>" + headline + keyFigures + "</header>\n" + failure + timeBar + "<main>\n"
        var charts = [faultChart, processChart]
        if record.crowd.isEmpty {
            charts += [onlineChart] + biddingCharts
        } else {
            charts += crowdCharts
        }
        charts += stateCharts
        if record.crowd.isEmpty { charts.append(poolChart) }
        charts += [latencyChart, trafficChart, pulseChart]
        for chart in charts { out += chart.render(background) }
        out += checkTable + hostTable + figureTable + excerptAtEnd
        return out + "</main>\n"
    }

    /// Faults as bands, the healed phase and the failure, behind all charts.
    func background(_ height: Double) -> String {
        let high = PageText.short(height)
        var out = ""
        for stretch in shadedStretches {
            out +=
                "<rect class=\"band\" x=\"" + PageText.short(stretch.from) + "\" y=\"0\" width=\""
                + PageText.short(stretch.until - stretch.from) + "\" height=\"" + high + "\"/>"
        }
        out += Chart.path("edge", edges(height))
        if let healed = record.title.healedFrom?.inSeconds, healed < axis.duration {
            out += Chart.path("healed", "M" + PageText.short(axis.x(healed)) + " 0V" + high)
        }
        if let failure = record.failedAt {
            out += Chart.path("failure", "M" + PageText.short(axis.x(failure)) + " 0V" + high)
        }
        return out
    }

    /// The faults that are shaded: not those that are over at once or last all the time.
    private var shadedFaults: [FaultRecord] {
        record.faults.filter { fault in
            let length = (fault.until ?? record.duration) - fault.from
            return !fault.isMomentary && length < 0.9 * record.duration
        }
    }

    /// Where at least one fault lasts.
    private var shadedStretches: [(from: Double, until: Double)] {
        var stretches: [(from: Double, until: Double)] = []
        for fault in shadedFaults.sorted(by: { $0.from < $1.from }) {
            let from = axis.x(fault.from)
            let until = max(from + 1, axis.x(fault.until ?? record.duration))
            if let last = stretches.indices.last, stretches[last].until >= from {
                stretches[last].until = max(stretches[last].until, until)
            } else {
                stretches.append((from, until))
            }
        }
        return stretches
    }

    /// Hairlines where faults begin and end, unless they are too many to be told apart.
    private func edges(_ height: Double) -> String {
        let faults = shadedFaults
        guard faults.count <= 40 else { return "" }
        var times = faults.map(\.from)
        times += faults.compactMap(\.until)
        return axis.ticks(times.sorted(), from: 0, height: height)
    }

    /// What a host is called at the left of a row; a leader's name says so where there is room.
    func label(_ host: Int, leader: Int? = nil) -> String {
        let leads =
            host == leader || (leader == nil && record.channelCount == 1 && leaders == [host])
        return (leads ? "<span class=\"leads\">leader </span>" : "") + "\(host)"
    }

    var leaders: [Int] { record.channels.compactMap(\.validators.first) }
}
