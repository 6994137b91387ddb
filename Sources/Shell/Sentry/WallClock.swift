// This source file is part of the Outpace project. License: see LICENSE.

import Glibc
import Primitives

/// The system's clock.
enum WallClock {
    /// Milliseconds since the Unix epoch, now.
    static func now() -> Timestamp {
        var time = timespec()
        guard clock_gettime(CLOCK_REALTIME, &time) == 0 else { return Timestamp(milliseconds: 0) }
        let milliseconds = Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
        return Timestamp(milliseconds: UInt64(clamping: milliseconds))
    }
}
