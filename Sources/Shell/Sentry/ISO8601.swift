// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// Dates and times as text, for example `2026-10-06T12:00:00.000Z`.
///
/// - Source: RFC 3339; the conversion of days is the usual one of the proleptic Gregorian calendar,
///   with years that begin in March.
enum ISO8601 {
    /// Years that fit four digits; a later time is shown as the last of them.
    private static let latest: UInt64 = 253_402_300_799_999

    /// The text with milliseconds, in UTC.
    static func text(_ timestamp: Timestamp) -> String {
        let milliseconds = min(timestamp.milliseconds, latest)
        let days = Int64(milliseconds / 86_400_000)
        let rest = milliseconds % 86_400_000
        let (year, month, day) = date(days)
        let time = [rest / 3_600_000, rest / 60_000 % 60, rest / 1_000 % 60].map { padded($0, 2) }
        return "\(padded(UInt64(year), 4))-\(padded(UInt64(month), 2))-\(padded(UInt64(day), 2))T"
            + "\(time.joined(separator: ":")).\(padded(rest % 1_000, 3))Z"
    }

    /// Reads a date, a time and `Z` or an offset; a fraction is cut to milliseconds.
    ///
    /// - Returns: nil for other text, for days that no calendar has, and for times before 1970.
    static func timestamp(_ text: String) -> Timestamp? {
        let bytes = Bytes(text.utf8.prefix(41))
        guard (20...40).contains(bytes.count), bytes[4] == dash, bytes[7] == dash,
            bytes[10] | 0x20 == UInt8(ascii: "t"), bytes[13] == colon, bytes[16] == colon,
            let year = number(bytes[0..<4]), let month = number(bytes[5..<7]),
            let day = number(bytes[8..<10]), let hour = number(bytes[11..<13]),
            let minute = number(bytes[14..<16]), let second = number(bytes[17..<19]),
            hour < 24, minute < 60, second < 60, (1...12).contains(month)
        else { return nil }
        var rest = bytes[19...]
        var fraction: Int64 = 0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty, let read = number((digits + [0x30, 0x30]).prefix(3)) else {
                return nil
            }
            fraction = read
            rest = rest.dropFirst(digits.count + 1)
        }
        let days = days(year, month, day)
        guard days >= -1, date(days) == (year, month, day), let offset = offset(rest) else {
            return nil
        }
        let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - offset
        return UInt64(exactly: seconds * 1_000 + fraction).map { Timestamp(milliseconds: $0) }
    }

    private static let dash = UInt8(ascii: "-")
    private static let colon = UInt8(ascii: ":")

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }

    /// Seconds east of UTC.
    private static func offset(_ text: ArraySlice<UInt8>) -> Int64? {
        let bytes = Array(text)
        if bytes.count == 1 { return bytes[0] | 0x20 == UInt8(ascii: "z") ? 0 : nil }
        guard bytes.count == 6, bytes[0] == dash || bytes[0] == UInt8(ascii: "+"),
            bytes[3] == colon, let hours = number(bytes[1..<3]), let minutes = number(bytes[4...]),
            hours < 24, minutes < 60
        else { return nil }
        return (bytes[0] == dash ? -1 : 1) * (hours * 3_600 + minutes * 60)
    }

    private static func padded(_ number: UInt64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// Days since 1970 of a date; months past their end run into the next one.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let year = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return 365 * year + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
    }

    private static func date(_ days: Int64) -> (Int64, Int64, Int64) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
