// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import Testing

/// Everything here attacks real processes on loopback, one attack at a time.
@Suite(.serialized)
struct HostileSuite {
    /// Whether the attacks run at their full size: `OUTPACE_HOSTILE_FULL=1`.
    static var isFull: Bool {
        ProcessInfo.processInfo.environment["OUTPACE_HOSTILE_FULL"] == "1"
    }

    /// A size for every day, or the full one.
    static func size(_ usual: Int, full: Int) -> Int { isFull ? full : usual }

    /// Attacks of whoever can connect, and of a validator of another channel; they share a network.
    @Suite(.serialized, .victimNetwork)
    struct Strangers {}
}
