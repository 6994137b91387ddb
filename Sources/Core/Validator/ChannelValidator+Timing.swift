// This source file is part of the Outpace project. License: see LICENSE.

import Mempool
import Outpace
public import Primitives

/// How long the channel gives its validators to tell each other what they observed.
extension ChannelValidator {
    var settleDelay: Duration { .milliseconds(Int64(clamping: channel.spec.settleDelayMillis)) }
    var batchTime: Duration { .milliseconds(Int64(clamping: channel.spec.batching.maxTimeMillis)) }

    /// How long an event takes at most until all that are online have told of it.
    var settlingTime: Duration { .milliseconds(Int64(clamping: settlingMillis)) }

    /// Whether an event waits that occurred so long ago that everybody should know who observed it.
    public func hasOverdueEvents(at now: Timestamp) -> Bool {
        pool.firstKey.map { $0 <= overdueKey(at: now) } ?? false
    }

    /// The last key of an event that has been told of, and named where it was missing, if whoever
    /// observed it still could.
    func overdueKey(at now: Timestamp) -> EventKey {
        .last(through: now.subtracting(milliseconds: settlingMillis))
    }

    /// When `overdueKey` reaches an event.
    func overdueTime(of key: EventKey) -> Timestamp {
        key.occurredAt.adding(milliseconds: settlingMillis)
    }

    private var settlingMillis: UInt64 {
        let (wait, isOver) = channel.spec.batching.maxTimeMillis.addingReportingOverflow(
            channel.spec.settleDelayMillis)
        let (double, isTwiceOver) = wait.multipliedReportingOverflow(by: 2)
        return isOver || isTwiceOver ? .max : double
    }
}
