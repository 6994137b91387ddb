// This source file is part of the Outpace project. License: see LICENSE.

/// The bounds of storage.
package struct StorageLimits: Hashable, Sendable {
    /// Statements kept of each kind of each validator of each channel, prices excepted, which all
    /// stay: four kinds at 500 make 2 000, several times what a restart needs.
    package var statementsPerKindLimit = 500
    /// Statements of one kind that may come before the surplus is deleted again.
    package var statementsBetweenPrunings = 64
    /// Newest reports of each validator that a restart looks at.
    package var reportsRestoredLimit = 256
    /// How long after the end of a channel its event records stay, in seconds: 90 days, in which
    /// everybody can fetch the events it made, and a dispute over the last state can be settled.
    package var recordsKeptSeconds: UInt64 = 90 * 86_400
    /// Event records deleted in one commit, and the rest of a state: some milliseconds of work.
    package var recordsPerPruning = 500
    /// How long at least between two commits that delete records, in milliseconds; at 500 a second
    /// ten million take some six hours.
    package var pruningPauseMillis: UInt64 = 1_000
    /// Event ids that are hashed for the proofs of one page: ten full states, or some 20 ms.
    package var idsPerPageLimit = 40_000
    /// Sums in one page of aggregates: some 2 MB of JSON.
    package var sumsPerPageLimit = 10_000
    /// Counters that one question may read: some 300 ms.
    package var countersPerQueryLimit = 300_000
    /// Statements in one page of messages.
    package var messagesPerPageLimit = 1_000
    /// How long a write waits for another process that holds the database, in seconds.
    package var busySeconds = 5.0
    /// Connections that read at once.
    package var readerLimit = 4

    /// The defaults.
    package init() {}
}
