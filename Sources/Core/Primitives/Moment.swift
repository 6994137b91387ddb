// This source file is part of the Outpace project. License: see LICENSE.

/// Now, on both clocks: what every step of a state machine is told.
///
/// Ages and deadlines use `instant`; only what messages say about themselves uses `timestamp`.
public struct Moment: Hashable, Sendable {
    /// The monotonic clock.
    public let instant: Instant

    /// The wall clock.
    public let timestamp: Timestamp

    /// Pairs readings of both clocks taken together.
    public init(instant: Instant, timestamp: Timestamp) {
        self.instant = instant
        self.timestamp = timestamp
    }

    /// Both clocks moved on by the same positive duration.
    public func advanced(by duration: Duration) -> Moment {
        let later = instant.advanced(by: duration)
        let milliseconds = later.nanoseconds / 1_000_000 - instant.nanoseconds / 1_000_000
        return Moment(instant: later, timestamp: timestamp.adding(milliseconds: milliseconds))
    }

    /// When the wall clock will show the given time, if neither clock is set; now where it has passed.
    public func instant(when timestamp: Timestamp) -> Instant {
        guard timestamp > self.timestamp else { return instant }
        let wait = timestamp.milliseconds - self.timestamp.milliseconds
        return instant.advanced(by: .milliseconds(Int64(clamping: wait)))
    }
}
