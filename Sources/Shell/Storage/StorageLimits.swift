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
    /// Newest approved states of a channel whose event records stay; a validator takes back at most
    /// 4.
    package var statesWithRecordsLimit = 64
    /// Statements in one page of messages.
    package var messagesPerPageLimit = 1_000
    /// How long a write waits for another process that holds the database, in seconds.
    package var busySeconds = 5.0
    /// Connections that read at once.
    package var readerLimit = 4

    /// The defaults.
    package init() {}
}
