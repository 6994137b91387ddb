// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Testing

@testable import Sentry

@Suite struct ISO8601Tests {
    private static let known: [(UInt64, String)] = [
        (0, "1970-01-01T00:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (1_568_307_600_001, "2019-09-12T17:00:00.001Z"),
        (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
        (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    ]

    @Test(arguments: known)
    func `a time is printed in UTC`(milliseconds: UInt64, text: String) {
        #expect(ISO8601.text(Timestamp(milliseconds: milliseconds)) == text)
    }

    @Test(arguments: known)
    func `a printed time is read again`(milliseconds: UInt64, text: String) {
        #expect(ISO8601.timestamp(text) == Timestamp(milliseconds: milliseconds))
    }

    @Test(
        arguments: [
            ("2019-09-12T17:00:00Z", 1_568_307_600_000),
            ("2019-09-12t19:30:00.5+02:30", 1_568_307_600_500),
            ("2019-09-12T16:00:00.123456789-01:00", 1_568_307_600_123),
            ("1970-01-01T01:00:00+01:00", 0),
        ] as [(String, UInt64)])
    func `offsets and fractions are read`(text: String, milliseconds: UInt64) {
        #expect(ISO8601.timestamp(text) == Timestamp(milliseconds: milliseconds))
    }

    @Test(arguments: [
        "", "2019-09-12", "2019-09-12T17:00:00", "2019-09-12 17:00:00Z", "2019-13-12T17:00:00Z",
        "2019-02-29T17:00:00Z", "2019-00-12T17:00:00Z", "2019-09-00T17:00:00Z",
        "2019-09-12T24:00:00Z", "2019-09-12T17:60:00Z", "2019-09-12T17:00:60Z",
        "2019-09-12T17:00:00.Z", "2019-09-12T17:00:00+0100", "2019-09-12T17:00:00ZZ",
        "1969-12-31T23:59:59Z", "0000-01-01T00:00:00Z", "1970-01-01T00:00:00+01:00",
        "２019-09-12T17:00:00Z",
    ])
    func `other text is no time`(text: String) {
        #expect(ISO8601.timestamp(text) == nil)
    }

    @Test func `a time past the last year is shown as its end`() {
        #expect(ISO8601.text(Timestamp(milliseconds: .max)) == "9999-12-31T23:59:59.999Z")
    }
}
