// This source file is part of the Outpace project. License: see LICENSE.

/// The bounds and periods of a validator that a channel's spec does not set.
package struct ValidatorParameters: Hashable, Sendable {
    /// Events one step adds at most: with its ids, payouts and balances of the largest amounts, and
    /// both lists full, the state then fits one frame of 1 MiB on the direct lane.
    package var stepEventsLimit = 4_000
    /// The same for a channel with targeting rules.
    package var ruledStepEventsLimit = 1_000
    /// Events of one step with those of a refused proposal that it replaces; they still fit the frame.
    package var replacedStepEventsLimit = 5_000
    /// How long it takes at most until a validator that is gone is seen to be.
    package var absenceNotice = Duration.seconds(5)
    /// Ids in `extra_ids` and in `excluded_ids`, each.
    package var listedIDsLimit = 4_000
    /// Octets of a NewState before its balances are left out for others to derive or fetch.
    package var statementBytesTarget = 56 << 10
    /// Ids in one ReportObservedEvents; 1 800 of them stay under 60 KiB.
    package var reportIDsLimit = 1_800
    /// Reports, of all validators, kept to be handed to validators that connect later.
    package var reportsKeptLimit = 512
    /// Octets of those reports: 1 MiB holds 30 000 ids, more than a busy channel's of half a minute.
    package var reportsKeptBytesLimit = 1 << 20
    /// Accounts and events named in one RejectState.
    package var offendersLimit = 100
    /// How long a follower tries to fetch what a proposal rests on before it refuses.
    package var fetchPatience = Duration.seconds(3)
    /// How long a leader waits for a quorum before it sends its proposal again.
    package var resendInterval = Duration.seconds(2)
    /// How far apart proposals are when a full batch waits.
    package var proposalSpacing = Duration.milliseconds(100)
    /// Approved states kept in memory with their events, for peers that are a little behind.
    package var historyLimit = 4
    /// How long it takes at most until what still waits is reported again.
    package var reportRepetitionLimit = Duration.seconds(5 * 60)
    /// Events included without our having observed them that are tracked one by one: seconds of the
    /// busiest channel, in which reports of them come if they come; some 4 MiB at most.
    package var unobservedTrackedLimit = 32_768
    /// Events that followers named missing and the leader remembers.
    package var namedLimit = 100_000
    /// How long an event that nobody vouches for stays in the pool: an honest validator reports what it
    /// hands over within some seconds.
    package var unvouchedRetention = Duration.seconds(5 * 60)
    /// How old an event may be when a client submits it, in milliseconds.
    package var submissionAgeMillis: UInt64 = 10 * 60 * 1_000
    /// How far in the future an event may lie when a client submits it, in milliseconds.
    package var submissionLeadMillis: UInt64 = 30 * 1_000

    /// The defaults.
    package init() {}
}
