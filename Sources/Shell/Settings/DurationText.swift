// This source file is part of the Outpace project. License: see LICENSE.

/// Lengths of time as people write them: `500ms`, `2s`, `5m`.
package enum DurationText {
    /// What is allowed, for messages.
    package static let allowed = "a whole number with ms, s or m, as in 500ms, 2s or 5m"

    /// Reads a length of time; nil for any other text and for more than 2^53 milliseconds.
    package static func parse(_ text: String) -> Duration? {
        let digits = text.utf8.prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty, let count = Int64(String(decoding: digits, as: UTF8.self)) else {
            return nil
        }
        let factor: Int64
        switch text.dropFirst(digits.count) {
        case "ms": factor = 1
        case "s": factor = 1_000
        case "m": factor = 60_000
        default: return nil
        }
        let (milliseconds, overflow) = count.multipliedReportingOverflow(by: factor)
        guard !overflow, milliseconds <= 1 << 53 else { return nil }
        return .milliseconds(milliseconds)
    }

    /// The shortest exact spelling, in whole milliseconds.
    static func print(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let milliseconds = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
        if milliseconds == 0 { return "0s" }
        if milliseconds.isMultiple(of: 60_000) { return "\(milliseconds / 60_000)m" }
        if milliseconds.isMultiple(of: 1_000) { return "\(milliseconds / 1_000)s" }
        return "\(milliseconds)ms"
    }
}
