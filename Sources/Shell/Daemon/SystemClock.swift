// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
package import Primitives

/// Both clocks of this machine.
package struct SystemClock: Sendable {
    /// Reads the clocks of this machine.
    package init() {}

    /// Now, on both clocks.
    package var now: Moment {
        var monotonic = timespec()
        clock_gettime(CLOCK_MONOTONIC, &monotonic)
        var wall = timespec()
        clock_gettime(CLOCK_REALTIME, &wall)
        let nanoseconds = UInt64(monotonic.tv_sec) * 1_000_000_000 + UInt64(monotonic.tv_nsec)
        let milliseconds = UInt64(max(0, wall.tv_sec)) * 1_000 + UInt64(wall.tv_nsec) / 1_000_000
        return Moment(
            instant: Instant(nanoseconds: nanoseconds),
            timestamp: Timestamp(milliseconds: milliseconds))
    }
}
