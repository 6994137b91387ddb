// This source file is part of the Outpace project. License: see LICENSE.

import Dispatch
import Foundation
package import Primitives

/// Both clocks of this machine.
package struct SystemClock: Sendable {
    /// Reads the clocks of this machine.
    package init() {}

    /// Now, on both clocks.
    package var now: Moment {
        let milliseconds = max(0, Date().timeIntervalSince1970 * 1_000)
        return Moment(
            instant: Instant(nanoseconds: DispatchTime.now().uptimeNanoseconds),
            timestamp: Timestamp(milliseconds: UInt64(milliseconds)))
    }
}
