// This source file is part of the Outpace project. License: see LICENSE.

import NIOCore
import Primitives

/// Calls back when the node's next deadline comes; a later call replaces an earlier one.
struct WakeTimer {
    private let eventLoop: any EventLoop
    private let action: @Sendable () -> Void
    private var scheduled: Scheduled<Void>?
    private var deadline: Instant?

    init(on eventLoop: any EventLoop, action: @escaping @Sendable () -> Void) {
        self.eventLoop = eventLoop
        self.action = action
    }

    /// Asks for a call at `deadline`, or for none.
    mutating func schedule(_ deadline: Instant?, now: Instant) {
        guard deadline != self.deadline || scheduled == nil else { return }
        scheduled?.cancel()
        self.deadline = deadline
        scheduled = deadline.map { deadline in
            let wait = deadline.duration(since: now)
            return eventLoop.scheduleTask(in: TimeAmount(max(wait, .zero)), action)
        }
    }

    /// Takes note that the call has come.
    mutating func fired() {
        scheduled = nil
        deadline = nil
    }
}
