// This source file is part of the Outpace project. License: see LICENSE.

extension Duration {
    /// As scenarios write it: `24 h`, `5 min`, `60 s`, `1.5 s`, `250 us`; what is less than a
    /// millionth of the unit is left out.
    var words: String {
        let nanoseconds =
            components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
        guard nanoseconds != 0 else { return "0 s" }
        let sign = nanoseconds < 0 ? "-" : ""
        let size = nanoseconds.magnitude
        let units: [(name: String, size: UInt64, isUsed: Bool)] = [
            ("h", 3_600_000_000_000, size.isMultiple(of: 3_600_000_000_000)),
            (
                "min", 60_000_000_000,
                size.isMultiple(of: 60_000_000_000) && size > 60_000_000_000
            ),
            ("s", 1_000_000_000, size >= 1_000_000_000), ("ms", 1_000_000, size >= 1_000_000),
        ]
        let unit = units.first { $0.isUsed } ?? ("us", 1_000, true)
        let (whole, rest) = size.quotientAndRemainder(dividingBy: unit.size)
        let millionths = String(UInt64(Int128(rest) * 1_000_000 / Int128(unit.size)))
        let digits = String(repeating: "0", count: 6 - millionths.count) + millionths
        let fraction = String(digits.reversed().drop { $0 == "0" }.reversed())
        return "\(sign)\(whole)\(fraction.isEmpty ? "" : "." + fraction) \(unit.name)"
    }

    /// The next whole millisecond, so that what exceeds a limit is also written larger.
    var roundedUpToMilliseconds: Duration {
        .milliseconds((microseconds + 999) / 1_000)
    }
}
