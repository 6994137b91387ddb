// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Synchronization
import ValidatorMessages

/// Tells when the surplus of a kind of statement is due for deletion: not on every write.
final class PruningSchedule: Sendable {
    private struct Group: Hashable {
        let channel: Int64
        let author: Address
        let kind: StatementKind
    }

    private let period: Int
    private let written = Mutex<[Group: Int]>([:])

    init(period: Int) {
        precondition(period > 0, "a period of \(period) statements")
        self.period = period
    }

    /// Counts one written statement; the first one after the start is due, for what an earlier run
    /// left.
    func isDue(channel: Int64, author: Address, kind: StatementKind) -> Bool {
        let group = Group(channel: channel, author: author, kind: kind)
        return written.withLock { written in
            let count = (written[group] ?? period - 1) + 1
            written[group] = count % period
            return count >= period
        }
    }
}
