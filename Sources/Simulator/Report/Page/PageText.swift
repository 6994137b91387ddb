// This source file is part of the Outpace project. License: see LICENSE.

/// Text and numbers as the page shows them.
public enum PageText {
    /// The text with everything that HTML or an attribute could read as its own replaced; control
    /// characters other than line ends become spaces.
    public static func escaped(_ text: String) -> String {
        var out = ""
        out.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            case "\n": out += "\n"
            default:
                let isControl =
                    scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
                    || scalar.value & 0xfffe == 0xfffe
                out.unicodeScalars.append(isControl ? " " : scalar)
            }
        }
        return out
    }

    /// A number with so many places after the point.
    public static func fixed(_ value: Double, _ places: Int) -> String {
        guard value.isFinite else { return "–" }
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = (abs(value) * scale).rounded()
        guard scaled < 9e15 else { return "∞" }
        let whole = Int(scaled)
        let sign = value < 0 && whole > 0 ? "−" : ""
        guard places > 0 else { return sign + "\(whole)" }
        let divisor = Int(scale)
        let rest = "\(whole % divisor)"
        let padding = String(repeating: "0", count: places - rest.count)
        return sign + "\(whole / divisor)." + padding + rest
    }

    /// The same without zeros at its end and with a sign that paths understand.
    public static func short(_ value: Double, _ places: Int = 2) -> String {
        var text = fixed(abs(value), places)
        if text.contains(".") {
            while text.hasSuffix("0") { text.removeLast() }
            if text.hasSuffix(".") { text.removeLast() }
        }
        return value < 0 && text != "0" ? "-" + text : text
    }

    /// A whole number with thin spaces between thousands.
    public static func count(_ value: Int) -> String {
        let digits = "\(value.magnitude)"
        var out = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place).isMultiple(of: 3) { out += "\u{202f}" }
            out.append(digit)
        }
        return value < 0 ? "−" + out : out
    }

    /// A time in the unit that suits it.
    public static func seconds(_ value: Double) -> String {
        let size = abs(value)
        if size == 0 { return "0 s" }
        if size < 0.0001 { return short(value * 1e6, 0) + " µs" }
        if size < 0.01 { return short(value * 1e3, 1) + " ms" }
        if size < 0.9995 { return short(value * 1e3, 0) + " ms" }
        if size < 10 { return short(value, 2) + " s" }
        if size < 100 { return short(value, 1) + " s" }
        if size < 600 { return short(value, 0) + " s" }
        return short(value / 60, 1) + " min"
    }

    /// A point in time, to the millisecond.
    public static func moment(_ value: Double) -> String { fixed(value, 3) + " s" }

    /// Octets in the unit that suits them.
    public static func octets(_ value: Double) -> String {
        if value < 1_000 { return short(value, 0) + " B" }
        if value < 9_995 { return short(value / 1e3, 2) + " kB" }
        if value < 99_950 { return short(value / 1e3, 1) + " kB" }
        if value < 999_500 { return short(value / 1e3, 0) + " kB" }
        if value < 9.995e6 { return short(value / 1e6, 2) + " MB" }
        if value < 99.95e6 { return short(value / 1e6, 1) + " MB" }
        if value < 999.5e6 { return short(value / 1e6, 0) + " MB" }
        return short(value / 1e9, 2) + " GB"
    }

    /// A share of a hundred.
    public static func percent(_ share: Double) -> String {
        if share > 0, share < 0.001 { return "< 0.1 %" }
        if share < 1, share > 0.999 { return "> 99.9 %" }
        return short(share * 100, 1) + " %"
    }

    /// A number and its noun, in the plural unless it is one.
    public static func some(_ value: Int, _ noun: String, _ plural: String? = nil) -> String {
        count(value) + "\u{a0}" + (value == 1 ? noun : plural ?? noun + "s")
    }
}
