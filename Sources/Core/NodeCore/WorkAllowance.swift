// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// What one peer may still make us do: emptied by use, filled at a steady rate.
struct WorkAllowance: Sendable {
    private var spent = 0
    private var spentAt = Instant.zero

    /// Whether the peer may make us do something more now.
    mutating func isLeft(_ parameters: ReconciliationParameters, at now: Instant) -> Bool {
        regain(parameters, at: now)
        return spent < parameters.workLimit
    }

    /// Whether nothing of it is used, so that a new one is as good.
    mutating func isFull(_ parameters: ReconciliationParameters, at now: Instant) -> Bool {
        regain(parameters, at: now)
        return spent == 0
    }

    mutating func spend(_ work: Int) { spent += work }

    private mutating func regain(_ parameters: ReconciliationParameters, at now: Instant) {
        let elapsed = max(.zero, now.duration(since: spentAt)).components
        let millis =
            Int(clamping: elapsed.seconds) > 3_600
            ? 3_600_000
            : Int(elapsed.seconds) * 1_000 + Int(elapsed.attoseconds / 1_000_000_000_000_000)
        let regained = millis * parameters.workPerSecond / 1_000
        guard regained > 0 else { return }
        spent = max(0, spent - regained)
        spentAt = now
    }
}
