// This source file is part of the Outpace project. License: see LICENSE.

/// Wall-clock time in milliseconds since the Unix epoch, UTC: the time that messages carry.
///
/// Arithmetic stops at either end of the range, because peers choose these numbers.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Milliseconds since the Unix epoch.
    public let milliseconds: UInt64

    /// Makes a timestamp of milliseconds since the Unix epoch.
    public init(milliseconds: UInt64) { self.milliseconds = milliseconds }

    /// This timestamp moved forward, at most to the end of the range.
    public func adding(milliseconds delta: UInt64) -> Timestamp {
        let (sum, overflow) = milliseconds.addingReportingOverflow(delta)
        return Timestamp(milliseconds: overflow ? .max : sum)
    }

    /// This timestamp moved back, at most to the epoch.
    public func subtracting(milliseconds delta: UInt64) -> Timestamp {
        Timestamp(milliseconds: milliseconds > delta ? milliseconds - delta : 0)
    }

    /// The earlier comes first.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }
}
