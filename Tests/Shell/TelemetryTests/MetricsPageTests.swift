// This source file is part of the Outpace project. License: see LICENSE.

import Telemetry
import Testing

@Suite struct MetricsPageTests {
    @Test func `a family has its help and its type before its samples`() {
        var page = MetricsPage()
        page.add(
            "events_total", .counter, help: "Events.", [.init(["type": "CLICK"], 3), .init(4)])
        #expect(
            page.text == """
                # HELP events_total Events.
                # TYPE events_total counter
                events_total{type="CLICK"} 3
                events_total 4

                """)
    }

    @Test func `a family without samples is left out`() {
        var page = MetricsPage()
        page.add("events_total", .counter, help: "Events.", [])
        #expect(page.text.isEmpty)
    }

    @Test func `what would end a label value is escaped`() {
        var page = MetricsPage()
        page.add("a", .gauge, help: "A \\ \n\".", [.init(["b": "\\ \n\""], 1)])
        #expect(
            page.text == #"""
                # HELP a A \\ \n".
                # TYPE a gauge
                a{b="\\ \n\""} 1

                """#)
    }

    @Test func `a histogram's buckets are cumulated`() {
        var histogram = Histogram(bounds: [0.5, 1])
        for seconds in [0.25, 0.75, 2] { histogram.observe(seconds: seconds) }
        var page = MetricsPage()
        page.add("wait_seconds", help: "Waiting.", histogram)
        #expect(
            page.text == """
                # HELP wait_seconds Waiting.
                # TYPE wait_seconds histogram
                wait_seconds_bucket{le="0.5"} 1
                wait_seconds_bucket{le="1.0"} 2
                wait_seconds_bucket{le="+Inf"} 3
                wait_seconds_sum 3.0
                wait_seconds_count 3

                """)
    }

    @Test(arguments: [(Double.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"), (0.5, "0.5")])
    func `numbers are spelt as the format has them`(value: Double, text: String) {
        var page = MetricsPage()
        page.add("a", .gauge, help: "A.", [.init(value)])
        #expect(page.text.hasSuffix("\na \(text)\n"))
    }

    @Test func `a whole number keeps all its digits`() {
        var page = MetricsPage()
        page.add("a", .gauge, help: "A.", [.init(UInt64.max)])
        #expect(page.text.hasSuffix("\na 18446744073709551615\n"))
    }
}
