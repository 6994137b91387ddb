// This source file is part of the Outpace project. License: see LICENSE.

/// A point on this process's monotonic clock, in nanoseconds since an arbitrary start.
///
/// All ages and deadlines are judged on it, so a wall clock that jumps changes none of them.
public struct Instant: Hashable, Comparable, Sendable {
    /// The arbitrary start of the clock.
    public static let zero = Instant(nanoseconds: 0)

    /// Nanoseconds since the arbitrary start.
    public let nanoseconds: UInt64

    /// Makes an instant from a reading of the monotonic clock.
    public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// This instant moved by a duration; stops at either end of the range instead of wrapping.
    public func advanced(by duration: Duration) -> Instant {
        let attoseconds = duration.attoseconds
        // Nine seconds fit 64 bits, and spare a division of 128.
        guard let short = Int64(exactly: attoseconds) else {
            let moved = Int128(nanoseconds) + attoseconds / 1_000_000_000
            return Instant(nanoseconds: UInt64(clamping: moved))
        }
        let delta = short / 1_000_000_000
        let (moved, isOver) =
            delta < 0
            ? nanoseconds.subtractingReportingOverflow(delta.magnitude)
            : nanoseconds.addingReportingOverflow(delta.magnitude)
        return Instant(nanoseconds: isOver ? (delta < 0 ? 0 : .max) : moved)
    }

    /// How long after `earlier` this instant is; negative when it comes before.
    public func duration(since earlier: Instant) -> Duration {
        let delta = Int128(nanoseconds) - Int128(earlier.nanoseconds)
        return .nanoseconds(Int64(clamping: delta))
    }

    /// The earlier comes first.
    public static func < (left: Instant, right: Instant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}

extension Instant {
    /// The earlier of two instants, as far as there are any.
    public static func earlier(_ one: Instant?, _ other: Instant?) -> Instant? {
        guard let one else { return other }
        guard let other else { return one }
        return min(one, other)
    }
}
