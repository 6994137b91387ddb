// This source file is part of the Outpace project. License: see LICENSE.

public import Reconciliation

/// The bounds of reconciliation with one peer.
public struct ReconciliationParameters: Hashable, Sendable {
    /// Bounds of one run.
    public var run = ReconciliationLimits()
    /// Runs that we drive at a time; others wait. Enough to look at a thousand channels of a peer that
    /// is 100 ms away in a period.
    public var runsLimit = 16
    /// Ids that one run has asked for and not got yet: about 400 kB of records.
    public var wantedLimit = 2_048
    /// What a run hands over by itself. A peer that lacks more is invited to ask for it, so that it
    /// gets every record from one of its peers only.
    public var handedEventsLimit = 1_024
    /// The same for reports, each of which may be as large as several hundred records.
    public var handedReportsLimit = 8
    /// How often a run that waits for records in vain clears its requests before it ends.
    public var stallsLimit = 3
    /// Octets that answers of reconciliation put into the lane's bulk class; the rest follows as the
    /// lane drains.
    public var servingBytesTarget = 256 << 10
    /// Ids that a peer may have asked for and not got yet, more than all of its runs together ask for;
    /// what goes beyond is dropped.
    public var servedIDsLimit = 65_536
    /// How often storage may be read for a peer at a time, some hundred records each.
    public var loadsLimit = 4
    /// Records that are searched for at a time, of those that were included before they came: at most
    /// 1 MiB.
    public var recoveredLimit = 256
    /// How long after a state the search for its records begins: catching up comes first.
    public var recoveryDelay = Duration.seconds(3)
    /// How long one validator's answer to such a search may take as long as it goes on coming.
    public var recoveryPatience = Duration.seconds(15)
    /// How soon a search goes on when no other validator is connected.
    public var recoveryRetryDelay = Duration.seconds(30)
    /// How soon records are searched for again that no other validator had; each time twice as long,
    /// up to 64 times.
    public var recoveryPause = Duration.seconds(600)
    /// Octets of unsent answers in the lane's control class; further questions are not looked at.
    public var answersBytesLimit = 512 << 10
    /// Hashes and look-ups that a peer can make us do at once: a catch-up of some 100 000 events.
    public var workLimit = 500_000
    /// Hashes and look-ups that a peer can make us do in a second, for long: a tenth of a core.
    public var workPerSecond = 50_000
    /// How soon a run looks again whether another peer brought what it lacks.
    public var retryDelay = Duration.milliseconds(100)
    /// Questions in a row that may bring nothing that either side takes before a run ends; the first
    /// differences of a million events are named after three.
    public var barrenRoundsLimit = 6
    /// How long sets are not compared periodically after a run that found differences and repaired
    /// none.
    public var barrenPause = Duration.seconds(30)
    /// How long a run waits for an answer, or for records, before it goes on or ends.
    public var patience = Duration.seconds(3)

    /// The defaults.
    public init() {}
}
