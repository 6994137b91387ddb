// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

extension YAMLValue {
    /// What is allowed where a length of time stands.
    static let durations = "a length of time with its unit, as 500ms, 10 s or 2 min"

    /// What is said of a range such as 9..5.
    private static let descends = "of which the first is larger than the second"

    /// A length of time; negative only where `isSigned`.
    func duration(isSigned: Bool = false) throws(ScenarioProblem) -> Duration {
        let text = try self.text(Self.durations)
        guard let duration = Self.duration(text) else { throw problem(allowed: Self.durations) }
        guard isSigned || duration >= .zero else {
            throw problem("which is negative", allowed: Self.durations)
        }
        return duration
    }

    /// A range of lengths of time, or one that is both ends.
    func durations(isSigned: Bool = false) throws(ScenarioProblem) -> ClosedRange<Duration> {
        let allowed = "\(Self.durations), or a range as 2ms..40ms"
        let text = try self.text(allowed)
        guard let ends = Quantity.ends(text), let lower = Self.duration(ends.0),
            let upper = Self.duration(ends.1)
        else { throw problem(allowed: allowed) }
        guard lower <= upper else { throw problem(Self.descends, allowed: allowed) }
        guard isSigned || lower >= .zero else {
            throw problem("which is negative", allowed: allowed)
        }
        return lower...upper
    }

    private static func duration(_ text: String) -> Duration? {
        guard let quantity = Quantity(text) else { return nil }
        let nanosecondsPerUnit: Int64
        switch quantity.unit {
        case "us": nanosecondsPerUnit = 1_000
        case "ms": nanosecondsPerUnit = 1_000_000
        case "s": nanosecondsPerUnit = 1_000_000_000
        case "min", "m": nanosecondsPerUnit = 60_000_000_000
        case "h": nanosecondsPerUnit = 3_600_000_000_000
        case "" where quantity.millionths == 0: return .zero
        default: return nil
        }
        let product = Int128(quantity.millionths) * Int128(nanosecondsPerUnit) / 1_000_000
        guard product.magnitude <= 1 << 60 else { return nil }
        return .nanoseconds(Int64(product))
    }

    /// A whole number within a range.
    func count(_ range: ClosedRange<Int>) throws(ScenarioProblem) -> Int {
        let allowed = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        let text = try self.text(allowed)
        guard let quantity = Quantity(text), quantity.unit.isEmpty,
            quantity.millionths.isMultiple(of: 1_000_000),
            range.contains(Int(quantity.millionths / 1_000_000))
        else { throw problem(allowed: allowed) }
        return Int(quantity.millionths / 1_000_000)
    }

    /// A range of whole numbers, or one that is both ends.
    func counts(
        _ range: ClosedRange<Int>, unit: String = ""
    ) throws(ScenarioProblem) -> ClosedRange<Int> {
        let suffix = unit.isEmpty ? "" : " \(unit)"
        let allowed =
            "a whole number\(suffix) from \(range.lowerBound) to \(range.upperBound), "
            + "or a range as 1..9\(suffix)"
        let text = try self.text(allowed)
        guard let ends = Quantity.ends(text), let lower = Quantity(ends.0),
            let upper = Quantity(ends.1), upper.unit == unit,
            lower.unit == unit || lower.unit.isEmpty,
            range.contains(Int(lower.millionths / 1_000_000)),
            range.contains(Int(upper.millionths / 1_000_000))
        else { throw problem(allowed: allowed) }
        guard lower.millionths <= upper.millionths else {
            throw problem(Self.descends, allowed: allowed)
        }
        return Int(lower.millionths / 1_000_000)...Int(upper.millionths / 1_000_000)
    }

    /// A share of a whole, in per mille.
    func share() throws(ScenarioProblem) -> Int {
        let allowed = "a share from 0 % to 100 %, as 20 % or 2.5 %"
        let text = try self.text(allowed)
        guard let quantity = Quantity(text), quantity.unit == "%",
            (0...100_000_000).contains(quantity.millionths)
        else { throw problem(allowed: allowed) }
        return Int(quantity.millionths / 100_000)
    }

    /// How often per second, in thousandths.
    func rate(upTo limit: Int) throws(ScenarioProblem) -> Int {
        let allowed = "a rate up to \(limit) /s, as 50 /s or 0.5 /s"
        let text = try self.text(allowed)
        guard let quantity = Quantity(text), quantity.unit == "/s",
            (0...Int64(limit) * 1_000_000).contains(quantity.millionths)
        else { throw problem(allowed: allowed) }
        return Int(quantity.millionths / 1_000)
    }

    /// Octets per second; nil for no limit.
    func bandwidth() throws(ScenarioProblem) -> Int? {
        let allowed = "unlimited, or bits per second as 512 kbit/s, 25 Mbit/s or 1 Gbit/s"
        let text = try self.text(allowed)
        if text == "unlimited" { return nil }
        guard let quantity = Quantity(text), quantity.millionths > 0 else {
            throw problem(allowed: allowed)
        }
        let factor: Int64
        switch quantity.unit {
        case "kbit/s": factor = 1_000
        case "Mbit/s": factor = 1_000_000
        case "Gbit/s": factor = 1_000_000_000
        default: throw problem(allowed: allowed)
        }
        let octets = Int128(quantity.millionths) * Int128(factor) / 1_000_000 / 8
        return max(1, Int(clamping: octets))
    }

    /// A number of tokens.
    func amount() throws(ScenarioProblem) -> UInt64 {
        UInt64(try count(0...100_000_000_000))
    }

    /// Whether something holds: `on` or `off`, `true` or `false`.
    func flag() throws(ScenarioProblem) -> Bool {
        try word([("on", true), ("off", false), ("true", true), ("false", false)])
    }
}
