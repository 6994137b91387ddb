// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

extension Transcript.Line: CustomStringConvertible {
    /// The line in columns: seconds, host, what, other host, size, check.
    public var text: String {
        let seconds = String(at / 1_000_000_000)
        let fraction = String(at % 1_000_000_000)
        let time = seconds.leftPadded(to: 6) + "." + fraction.leftPadded(to: 9, with: "0")
        let name = "\(kind)"
        let padding = String(repeating: " ", count: max(0, 10 - name.count))
        let partner = other < 0 ? "-" : String(other)
        return time + " " + String(host).leftPadded(to: 4) + " " + name + padding + " "
            + partner.leftPadded(to: 4) + " " + String(size).leftPadded(to: 8) + " "
            + String(check, radix: 16).leftPadded(to: 16, with: "0")
    }

    /// The input in a line of the transcript.
    public var description: String { text }
}

extension String {
    fileprivate func leftPadded(to width: Int, with filler: String = " ") -> String {
        String(repeating: filler, count: max(0, width - count)) + self
    }
}

extension Bytes {
    /// Appends the columns of a line, 29 octets.
    mutating func append(_ line: Transcript.Line) {
        line.at.appendBigEndian(to: &self)
        line.check.appendBigEndian(to: &self)
        (UInt64(UInt32(bitPattern: line.host)) << 32 | UInt64(UInt32(bitPattern: line.other)))
            .appendBigEndian(to: &self)
        (UInt64(line.size) << 8 | UInt64(line.kind.rawValue)).appendBigEndian(to: &self)
    }
}
