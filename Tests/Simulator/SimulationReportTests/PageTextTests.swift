// This source file is part of the Outpace project. License: see LICENSE.

import SimulationReport
import Testing

@Suite struct PageTextTests {
    @Test(arguments: [
        ("<b>&\"'", "&lt;b&gt;&amp;&quot;&#39;"), ("a\nb", "a\nb"), ("a\u{0}b\u{1b}c", "a b c"),
        ("]]>", "]]&gt;"), ("é→", "é→"),
    ])
    func `text is escaped for elements and attributes`(text: String, escaped: String) {
        #expect(PageText.escaped(text) == escaped)
    }

    @Test(arguments: [
        (0.0, 2, "0.00"), (1.005, 1, "1.0"), (12.345, 3, "12.345"), (-0.5, 1, "−0.5"),
        (0.049, 1, "0.0"), (99.96, 1, "100.0"), (.nan, 1, "–"), (.infinity, 0, "–"),
        (1e300, 2, "∞"),
    ])
    func `numbers have the places they are asked for`(value: Double, places: Int, text: String) {
        #expect(PageText.fixed(value, places) == text)
    }

    @Test(arguments: [
        (0.0, "0 s"), (0.000_05, "50 µs"), (0.0015, "1.5 ms"), (0.25, "250 ms"), (0.9999, "1 s"),
        (1.5, "1.5 s"), (12.34, "12.3 s"), (120, "120 s"), (720, "12 min"),
    ])
    func `times have the unit that suits them`(value: Double, text: String) {
        #expect(PageText.seconds(value) == text)
    }

    @Test(arguments: [
        (0.0, "0 B"), (999, "999 B"), (1_234, "1.23 kB"), (99_949, "99.9 kB"), (123_456, "123 kB"),
        (1_230_000, "1.23 MB"), (5e9, "5 GB"),
    ])
    func `octets have the unit that suits them`(value: Double, text: String) {
        #expect(PageText.octets(value) == text)
    }

    @Test func `thousands are set apart`() {
        #expect(PageText.count(1_234_567) == "1\u{202f}234\u{202f}567")
        #expect(PageText.count(-999) == "−999")
        #expect(PageText.count(Int.min).hasPrefix("−9"))
    }
}
