// This source file is part of the Outpace project. License: see LICENSE.

/// What storage counted since the start.
package struct StorageCounters: Hashable, Sendable {
    /// Upper bounds of the commit duration classes, in microseconds; a last class has no bound.
    package static let commitBoundsMicros: [UInt64] = [
        250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000,
    ]

    /// Batches that were made durable.
    package internal(set) var commits: UInt64 = 0
    /// Records in them.
    package internal(set) var records: UInt64 = 0
    /// Batches that failed.
    package internal(set) var failures: UInt64 = 0
    /// Commits in each duration class, from the call to the disk's answer.
    package internal(set) var commitDurations: [UInt64]
    /// Sum of all commit durations.
    package internal(set) var commitTime = Duration.zero
    /// The longest commit.
    package internal(set) var longestCommit = Duration.zero

    init() {
        commitDurations = Array(repeating: 0, count: Self.commitBoundsMicros.count + 1)
    }

    mutating func committed(_ count: Int, in elapsed: Duration) {
        commits += 1
        records += UInt64(count)
        commitTime += elapsed
        longestCommit = max(longestCommit, elapsed)
        let place = Self.commitBoundsMicros.firstIndex {
            elapsed <= .microseconds(Int64(clamping: $0))
        }
        commitDurations[place ?? Self.commitBoundsMicros.count] += 1
    }
}
