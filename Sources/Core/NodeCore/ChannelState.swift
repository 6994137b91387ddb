// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Liveness
import Mempool
import Outpace
import Primitives
import Validator
import ValidatorMessages

/// One channel inside a node: its validator, who is online, and whether to bid.
struct ChannelState: Sendable, Waiting {
    @Boxed var validator: ChannelValidator
    var ledger: Ledger
    var chain = ChainState.unknown
    var isLive: Bool
    /// Each validator's direct lanes, as its last heartbeat says.
    var lanes: [ValidatorSet]
    /// Each validator's newest heartbeat, and the newest that AdEx validators understand.
    var heartbeats: [SignedStatement?]
    var adexHeartbeats: [SignedStatement?]
    /// Validators that told what they hold since the start, ourselves among them.
    var caughtUp = ValidatorSet.empty
    /// Until when others may still come by what we signed before our storage was restored from a copy;
    /// what they tell until then does not count as all that they hold. Nil unless it was restored.
    var quarantinedUntil: Instant?
    /// When an AdEx heartbeat was last said.
    var adexHeartbeatAt: Instant?
    /// Since when events have waited without an approval.
    var waitingSince: Instant?
    var verdict = BiddingVerdict(reasons: [.notLive])
    var isVerdictStale = true
    /// What publishers were last offered, and the version of the offers that this came with.
    var offered: (prices: PriceList, isBidding: Bool, version: UInt64)?
    var counters = ChannelCounters()

    init(validator: ChannelValidator, ledger: Ledger, isLive: Bool) {
        self.validator = validator
        self.ledger = ledger
        self.isLive = isLive
        let count = validator.validatorCount
        lanes = Array(repeating: .empty, count: count)
        heartbeats = Array(repeating: nil, count: count)
        adexHeartbeats = Array(repeating: nil, count: count)
        forgetCaughtUp()
        noteCompany(at: .zero)
    }

    /// Has every other validator's word that it told everything be said anew.
    mutating func forgetCaughtUp() {
        caughtUp = .empty
        if let own = validator.ownIndex { caughtUp.insert(own) }
    }

    /// Tells the validator since when enough of them have been online to approve anything.
    mutating func noteCompany(at now: Instant) {
        let isEnough = Quorum.isReached(
            signatures: ledger.online.count, validators: validator.validatorCount)
        validator.companySince = isEnough ? validator.companySince ?? now : nil
    }

    var channel: PaymentChannel { validator.channel }

    /// Whether a peer said that it holds a later state than ours.
    func lags(behind claim: ChannelSummary) -> Bool {
        claim.approvedSequence > validator.approved?.newState.sequence ?? 0
            && claim.approved != validator.approved?.lineage
    }

    var nextDeadline: Instant? {
        Instant.earlier(
            quarantinedUntil, Instant.earlier(validator.nextDeadline, ledger.nextDeadline))
    }

    /// How long events may wait for an approval before bidding stops.
    var staleAfter: Duration {
        let spec = channel.spec
        return .milliseconds(Int64(clamping: spec.batching.maxTimeMillis)) * 4
            + .milliseconds(Int64(clamping: spec.settleDelayMillis)) * 4
    }

    /// The status of the channel at this node (`docs/PROTOCOL.md`, section 2).
    func status(at now: Timestamp) -> ChannelStatus {
        if !validator.evidence.isEmpty { return .violatedConstraints }
        if now.milliseconds / 1_000 > channel.validUntil || chain == .expired { return .expired }
        if validator.isExhausted { return .exhausted }
        if chain == .unknown { return .unknown }
        return isLive ? .live : .confirmed
    }

    /// Every reason against bidding, in the order of the protocol.
    func reasons(at now: Moment) -> [BiddingReason] {
        var reasons: [BiddingReason] = []
        let status = status(at: now.timestamp)
        if status != .live { reasons.append(.notLive) }
        let offline = validator.validatorCount - ledger.online.count
        if Quorum.stopsBidding(offline: offline, validators: validator.validatorCount) {
            reasons.append(.tooManyOffline)
        }
        if validator.isUnhealthyToAnyone { reasons.append(.campaignUnhealthy) }
        if validator.isMissingEvents { reasons.append(.missedEvents) }
        if let since = waitingSince, now.instant.duration(since: since) > staleAfter {
            reasons.append(.staleState)
        }
        if validator.isClosing { reasons.append(.closing) }
        if validator.isExhausted { reasons.append(.exhausted) }
        if status == .expired { reasons.append(.expired) }
        if now.timestamp > channel.spec.withdrawPeriodStart { reasons.append(.withdrawPeriod) }
        if status == .violatedConstraints { reasons.append(.violated) }
        if validator.isPaused(at: now.timestamp) { reasons.append(.paused) }
        return reasons
    }

    /// Judges anew whether to bid.
    mutating func judgeBidding(at now: Moment) -> (verdict: BiddingVerdict, isChanged: Bool) {
        waitingSince = validator.hasWaitingEvents ? waitingSince ?? now.instant : nil
        let before = verdict
        verdict = BiddingVerdict(reasons: reasons(at: now))
        isVerdictStale = false
        return (verdict, verdict != before)
    }

    /// Up to where events have settled for certain: twice the time the leader waits.
    func settledWatermark(at now: Timestamp) -> EventKey {
        let (double, overflow) = channel.spec.settleDelayMillis.multipliedReportingOverflow(by: 2)
        return .last(through: now.subtracting(milliseconds: overflow ? .max : double))
    }

    /// Whether a validator's heartbeat tells of another approved state than the ones we passed lately,
    /// or of other settled events on the same state.
    func differs(from entry: Heartbeat.Entry) -> Bool {
        guard entry.lastApproved == validator.approved?.lineage else {
            return !validator.isRecent(entry.lastApproved)
        }
        let watermark = entry.pool.watermark ?? .lowest
        let ours = validator.pool.summary(from: .lowest, to: watermark)
        return UInt64(ours.count) != entry.pool.count || ours.sum.digest != entry.pool.fingerprint
    }
}
