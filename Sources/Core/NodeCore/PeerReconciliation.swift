// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Outpace
import Primitives
import Reconciliation

/// What is compared: one set of one channel.
struct ReconciliationTopic: Hashable, Sendable {
    let channel: ChannelID
    let set: LaneSet
}

/// Everything that reconciliation holds about one peer, for as long as its lane is open.
struct PeerReconciliation: Sendable {
    /// The peer's short names for channels that we share.
    var aliases: [ChannelID: UInt32] = [:]
    /// Channels that the peer told us everything about since the lane opened.
    var caughtUpBy: Set<ChannelID> = []
    /// What the peer last said that it holds.
    var claims: [ChannelID: ChannelSummary] = [:]
    /// Channels that we told it about again because it told us about them first: it may have come by
    /// them after our own hello.
    var greetedBack: Set<ChannelID> = []
    /// Channels of which we took states from the peer that it may have more of; one question is asked
    /// for each answer, however many states there were in it.
    var advanced: Set<ChannelID> = []
    /// Channels whose sets were not compared as a whole since the lane opened or overflowed.
    var uncompared: Set<ChannelID> = []
    /// The runs that we drive.
    var runs: [ReconciliationRun] = []
    /// What waits for a run to end.
    var waiting = ReconciliationBacklog()
    /// What the peer is still to be handed.
    var serving = ServingQueue()
    /// How often storage is being read for the peer.
    var loadCount = 0
    /// When the peer last asked about a topic in a run of its own.
    var askedAt: [ReconciliationTopic: Instant] = [:]
    /// Until when topics are not compared again unless something new asks for it.
    var pausedUntil: [ReconciliationTopic: Instant] = [:]
    /// How many runs in a row found that a topic differs.
    private var streaks: [ReconciliationTopic: Int] = [:]
    private var lastNumber: UInt32 = 0

    /// A number that names no run under way; it takes one octet.
    mutating func nextNumber() -> UInt32 {
        repeat {
            lastNumber = (lastNumber + 1) & 0x7f
        } while runs.contains { $0.number == lastNumber }
        return lastNumber
    }

    /// Notes that something arrived that a run asked for; false when none did, or it was not taken.
    mutating func noteRepair(
        _ id: EventID, of topic: ReconciliationTopic, isTaken: Bool, until deadline: Instant
    ) -> Bool {
        guard let index = runs.firstIndex(where: { $0.topic == topic }),
            runs[index].asked.remove(id) != nil
        else { return false }
        runs[index].deadline = deadline
        if isTaken { runs[index].repairedCount += 1 } else { runs[index].refusedCount += 1 }
        return isTaken
    }

    /// Ends a run. One that found a difference and repaired nothing, or less than came for nothing, is
    /// not repeated for a while: what one side does not hand over, or the other does not take, differs
    /// for longer.
    ///
    /// Where one run after the other finds something, they come ever more slowly, up to that pause:
    /// what they hand over does not stay.
    mutating func end(_ index: Int, pausedUntil pause: Instant, at now: Instant) {
        let run = runs.remove(at: index)
        guard !run.isEqual else {
            streaks[run.topic] = nil
            pausedUntil[run.topic] = nil
            return
        }
        let streak = min(8, (streaks[run.topic] ?? 0) + 1)
        streaks[run.topic] = streak
        if run.initiator.rounds > 1, run.repairedCount == 0 || run.isInVain {
            pausedUntil[run.topic] = pause
        } else if streak > 2 {
            pausedUntil[run.topic] = min(pause, now.advanced(by: .seconds(1 << (streak - 2))))
        }
    }

    var nextDeadline: Instant? {
        var earliest: Instant?
        for index in runs.indices {
            earliest = Instant.earlier(earliest, runs[index].deadline)
        }
        return earliest
    }

    /// Whether nothing is under way, waits to begin, or waits to be handed over.
    var isQuiet: Bool { runs.isEmpty && waiting.isEmpty && serving.isEmpty }
}

/// One run that we drive.
struct ReconciliationRun: Sendable {
    let topic: ReconciliationTopic
    let number: UInt32
    /// Whether the peer asked us to run, because it found that we lack much.
    let isInvited: Bool
    var initiator: Initiator
    /// Whether the sets turned out to be equal.
    var isEqual = false
    /// Whether a question is under way.
    var isAsking = true
    /// Ids that only we have and that were not handed over yet, and ranges of such.
    var have: [EventID] = []
    var haveRanges: [Initiator.HaveRange] = []
    /// Ids that only the peer has and that were not asked for yet.
    var need: [EventID] = []
    /// Ids that were asked for and did not come yet.
    var asked: Set<EventID> = []
    /// What came and was not taken: the pool has no room for it.
    var refusedCount = 0
    /// What came and was taken, or was handed over.
    var repairedCount = 0
    /// What that was when the question before the last was asked, and questions since it grew.
    var gain = (repairedCount: 0, barrenRounds: 0)
    /// How often records were waited for in vain.
    var stallCount = 0
    /// When to look again whether others brought what we lack.
    var retryAt: Instant?
    var deadline: Instant

    /// Whether most of what came was not taken.
    var isInVain: Bool { refusedCount > repairedCount }

    /// Whether nothing that the last answer told is left to be done.
    var isIdle: Bool { !isAsking && have.isEmpty && haveRanges.isEmpty && need.isEmpty }
}

/// Topics that wait for their run, each once, first come first served.
struct ReconciliationBacklog: Sendable {
    private var topics: [ReconciliationTopic] = []
    private var head = 0
    /// Whether the topic waits, and whether to compare all of it or only what has settled.
    private var isWhole: [ReconciliationTopic: Bool] = [:]

    var isEmpty: Bool { head == topics.count }

    /// Places in memory, those of topics that do not wait any more included.
    var slotCount: Int { topics.count }

    mutating func append(_ topic: ReconciliationTopic, isWhole whole: Bool) {
        if let known = isWhole[topic] {
            isWhole[topic] = known || whole
        } else {
            isWhole[topic] = whole
            topics.append(topic)
        }
    }

    mutating func popFirst() -> (topic: ReconciliationTopic, isWhole: Bool)? {
        guard head < topics.count else { return nil }
        let topic = topics[head]
        head += 1
        if head == topics.count || head > 1_024 {
            topics.removeFirst(head)
            head = 0
        }
        return (topic, isWhole.removeValue(forKey: topic) ?? false)
    }
}
