// This source file is part of the Outpace project. License: see LICENSE.

import Mempool
import Outpace
import Primitives
import ValidatorMessages

extension ChannelValidator {
    var reportDeadline: Instant? {
        guard ownIndex != nil else { return nil }
        let batch = reporting.unreportedSince.map {
            reporting.unreported.count >= channel.spec.batching.maxEvents
                ? $0 : $0.advanced(by: batchTime)
        }
        let naming = isLeader ? nil : reporting.firstUnsettled?.advanced(by: settleDelay)
        return Instant.earlier(batch, Instant.earlier(naming, repetitionDeadline))
    }

    /// When we look whether something that we observed has waited for so long that somebody must have
    /// forgotten who observed it.
    private var repetitionDeadline: Instant? {
        guard !isEnded, !isExhausted, let first = pool.firstKey else { return nil }
        return max(reporting.repetitionAt, now.instant(when: overdueTime(of: first)))
    }

    /// Reports again the oldest of what we observed and what waits for too long, ever more seldom while
    /// that does not help. A leader that restarted, or was busy, may know the records and have
    /// forgotten whose they are; others keep reports for some 30 000 events only.
    private mutating func repeatReports() -> [ValidatorEffect] {
        guard let ownIndex, let deadline = repetitionDeadline, deadline <= now.instant else {
            return []
        }
        let unreported = Set(reporting.unreported)
        let oldest = pool.events(
            after: .lowest, through: overdueKey(at: now.timestamp),
            limit: 2 * parameters.reportIDsLimit)
        let ids = oldest.filter { $0.observers.contains(ownIndex) && !unreported.contains($0.id) }
            .prefix(parameters.reportIDsLimit).map(\.id)
        reporting.noteRepetition(
            from: ids.first, pause: settlingTime, limit: parameters.reportRepetitionLimit,
            at: now.instant)
        return ids.isEmpty ? [] : [say(observed: ids, missing: [])]
    }

    /// Says what we observed, and names what the leader seems not to know, when either is due.
    mutating func report() -> [ValidatorEffect] {
        guard ownIndex != nil else { return [] }
        let batch = reporting.unreportedSince.map {
            reporting.unreported.count >= channel.spec.batching.maxEvents
                || $0.advanced(by: batchTime) <= now.instant
        }
        var effects = repeatReports()
        var missing = takeMissing()
        var isDue = batch ?? false
        while isDue || !missing.isEmpty {
            let observed =
                isDue
                ? reporting.takeUnreported(parameters.reportIDsLimit, at: now.instant) : []
            let room = parameters.reportIDsLimit - observed.count
            effects.append(say(observed: observed, missing: Array(missing.prefix(room))))
            missing.removeFirst(min(room, missing.count))
            isDue = reporting.unreported.count >= channel.spec.batching.maxEvents
        }
        return effects
    }

    /// Own events that have settled and that nothing shows the leader to be accountable for.
    private mutating func takeMissing() -> [EventID] {
        guard !isLeader else {
            _ = reporting.takeSettled(through: now.instant, limit: .max)
            return []
        }
        let settled = now.instant.advanced(by: .zero - settleDelay)
        return reporting.takeSettled(through: settled, limit: parameters.reportIDsLimit).filter {
            guard let event = pool[$0] else { return false }
            return !event.isAccountable(to: 0, validators: validatorCount)
        }
    }

    mutating func say(
        observed: [EventID], missing: [EventID], needMissedEvents: Bool = false
    ) -> ValidatorEffect {
        let isUnhealthy = isCampaignUnhealthy
        reporting.saidUnhealthy = isUnhealthy
        return .say(
            .reportObservedEvents(
                ReportObservedEvents(
                    channel: channel.id, observed: observed, missing: missing,
                    isCampaignUnhealthy: isUnhealthy, needMissedEvents: needMissedEvents)))
    }

    /// Whether the campaign is unhealthy in our own eyes.
    public var isCampaignUnhealthy: Bool {
        ownHealth < channel.spec.health.threshold || isMissingEvents || isDisputing
    }

    /// Whether so many of our events were left out that we do not sign.
    public var isMissingEvents: Bool {
        missedCount > 0 && missedCount >= Int(clamping: channel.spec.missedEventsThreshold)
    }

    /// Whether followers name more events than a leader takes on their word.
    public var isDisputing: Bool { isLeader && !named.isEmpty && isToleranceSpent }

    var isToleranceSpent: Bool { exposed.count >= tolerance(eventCount: base.eventCount) }

    /// How many included events may not be accountable to a validator.
    func tolerance(eventCount: UInt64) -> Int {
        let promille = 1_000 - min(1_000, channel.spec.health.threshold)
        let (share, overflow) = eventCount.multipliedReportingOverflow(by: promille)
        let allowed = (overflow ? .max : share) / 1_000
        return Int(
            clamping: channel.spec.missedEventsThreshold.addingReportingOverflow(allowed).overflow
                ? .max : channel.spec.missedEventsThreshold + allowed)
    }

    /// Whether our last report says otherwise than how the campaign fares now. Whatever changed that,
    /// an approval, a report or a start, it is said at once: others stop and go on bidding by it.
    var isHealthUntold: Bool {
        ownIndex != nil && isCampaignUnhealthy != reporting.saidUnhealthy
    }

    /// Says again how the campaign fares when that changed since the last report.
    mutating func reportHealthChange() -> [ValidatorEffect] {
        isHealthUntold ? [say(observed: [], missing: [])] : []
    }

    /// Takes note of what another validator, or we, observed.
    ///
    /// Who names an event missing says that it observed it. If that did not count, the leader would
    /// include an event that nobody hands out the record of, and whoever lacks it could never sign.
    mutating func observe(_ report: ReportObservedEvents, from validator: Int) {
        for id in report.observed + report.missing where !included.contains(id) {
            pool.observe(id, by: validator)
        }
        for id in report.observed {
            unobserved.observe(id, by: validator, own: ownIndex, validators: validatorCount)
            exposed.observe(id, by: validator, own: nil, validators: validatorCount)
        }
        guard isLeader, validator != 0 else { return }
        for id in report.missing where !included.contains(id) {
            named.insert(id, by: validator)
        }
    }
}
