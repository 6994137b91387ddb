// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// How often a peer may do something: so many times at once, and once more with every interval.
struct PacedCredit: Sendable {
    /// Up to when what was done has used what is allowed.
    private var paidUntil: Instant

    /// A full credit.
    init(at now: Instant) { paidUntil = now }

    /// Takes one; false when none is left.
    mutating func take(limit: Int, interval: Duration, at now: Instant) -> Bool {
        // The credit is full again after a while of nothing, so only the last use counts.
        let since = max(paidUntil, now)
        guard since.duration(since: now) <= interval * (limit - 1) else { return false }
        paidUntil = since.advanced(by: interval)
        return true
    }
}
