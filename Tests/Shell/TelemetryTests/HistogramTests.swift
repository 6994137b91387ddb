// This source file is part of the Outpace project. License: see LICENSE.

import Telemetry
import Testing

@Suite struct HistogramTests {
    @Test func `an observation counts in the first bucket that reaches it`() {
        var histogram = Histogram(bounds: [1, 2])
        for seconds in [0.5, 1, 1.5, 2, 3] { histogram.observe(seconds: seconds) }
        #expect(histogram.counts == [2, 2, 1])
    }

    @Test func `the sum is that of all observations`() {
        var histogram = Histogram(bounds: [1])
        histogram.observe(seconds: 0.25)
        histogram.observe(.milliseconds(1_500))
        #expect(histogram.sum == 1.75)
    }

    @Test(arguments: [-1.0, .nan, -.infinity])
    func `a time that cannot be counts as none`(seconds: Double) {
        var histogram = Histogram(bounds: [1])
        histogram.observe(seconds: seconds)
        #expect(histogram.counts == [1, 0])
        #expect(histogram.sum == 0)
    }
}
