// This source file is part of the Outpace project. License: see LICENSE.

/// The bounds and periods of a validator that a channel's spec does not set.
public struct ValidatorParameters: Hashable, Sendable {
    /// Events one step adds at most: with its ids, payouts and balances of the largest amounts, and
    /// both lists full, the state then fits one frame of 1 MiB on the direct lane.
    public var stepEventsLimit = 4_000
    /// The same for a channel with targeting rules.
    public var ruledStepEventsLimit = 1_000
    /// Events of one step with those of a refused proposal that it replaces; they still fit the frame.
    public var replacedStepEventsLimit = 5_000
    /// How long it takes at most until a validator that is gone is seen to be.
    public var absenceNotice = Duration.seconds(5)
    /// Ids in `extra_ids` and in `excluded_ids`, each.
    public var listedIDsLimit = 4_000
    /// Octets of a NewState before its balances are left out for others to derive or fetch.
    public var statementBytesTarget = 56 << 10
    /// Ids in one ReportObservedEvents; 1 800 of them stay under 60 KiB.
    public var reportIDsLimit = 1_800
    /// Reports, of all validators, kept to be handed to validators that connect later.
    public var reportsKeptLimit = 512
    /// Octets of those reports: 1 MiB holds 30 000 ids, more than a busy channel's of half a minute.
    public var reportsKeptBytesLimit = 1 << 20
    /// Accounts and events named in one RejectState.
    public var offendersLimit = 100
    /// How long a follower tries to fetch what a proposal rests on before it refuses.
    public var fetchPatience = Duration.seconds(3)
    /// How long a leader waits for a quorum before it sends its proposal again.
    public var resendInterval = Duration.seconds(2)
    /// How far apart proposals are when a full batch waits.
    public var proposalSpacing = Duration.milliseconds(100)
    /// Approved states kept in memory with their events, for peers that are a little behind.
    public var historyLimit = 4
    /// How long it takes at most until what still waits is reported again.
    public var reportRepetitionLimit = Duration.seconds(5 * 60)
    /// Events included without our having observed them that are tracked one by one: seconds of the
    /// busiest channel, in which reports of them come if they come; some 4 MiB at most.
    public var unobservedTrackedLimit = 32_768
    /// Events that followers named missing and the leader remembers.
    public var namedLimit = 100_000
    /// How long an event that nobody vouches for stays in the pool: an honest validator reports what it
    /// hands over within some seconds.
    public var unvouchedRetention = Duration.seconds(5 * 60)
    /// How old an event may be when a client submits it, in milliseconds.
    public var submissionAgeMillis: UInt64 = 10 * 60 * 1_000
    /// How far in the future an event may lie when a client submits it, in milliseconds.
    public var submissionLeadMillis: UInt64 = 30 * 1_000

    /// The defaults.
    public init() {}
}
