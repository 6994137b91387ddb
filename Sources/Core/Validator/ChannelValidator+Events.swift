// This source file is part of the Outpace project. License: see LICENSE.

public import Mempool
import Outpace
public import Primitives
import Targeting
public import ValidatorMessages

/// Why an event that a client submitted was not taken.
public enum EventRefusal: Error, Hashable, Sendable {
    /// The record names another channel.
    case otherChannel
    /// This node does not validate the channel.
    case notValidator
    /// `occurred_at` lies too far back.
    case tooOld(limitMillis: UInt64)
    /// `occurred_at` lies too far ahead.
    case tooNew(limitMillis: UInt64)
    /// Everything that was deposited is distributed.
    case exhausted
    /// The channel's end has come, or a proof of misbehaviour closed it.
    case closed
    /// The creator has ended the campaign, and what nobody has earned goes back to it.
    case closing
    /// A CLOSE names somebody else than the creator as the one who is paid.
    case notCreator
    /// The rules in force when it occurred do not show the ad, so it would pay nothing.
    case hidden
    /// The pool is full.
    case pool(MempoolRefusal)

    /// A short name for metrics.
    public var name: String {
        switch self {
        case .otherChannel: "other_channel"
        case .notValidator: "not_validator"
        case .tooOld: "too_old"
        case .tooNew: "too_new"
        case .exhausted: "exhausted"
        case .closed: "closed"
        case .closing: "closing"
        case .notCreator: "not_creator"
        case .hidden: "hidden"
        case .pool(let refusal): refusal.name
        }
    }
}

extension ChannelValidator {
    /// Takes an event that a client submitted to this node.
    ///
    /// The event counts as observed by us once the `persist` effect is durable. Submitting it again
    /// changes nothing and succeeds, also when it was paid already.
    ///
    /// - Parameter refusingHidden: whether a new event that targeting rules hide is refused; else it is
    ///   counted and pays nothing.
    /// - Returns: the effects, or why the event was not taken.
    public mutating func submit(
        _ record: EventRecord, refusingHidden: Bool = false, at now: Moment
    ) -> Result<[ValidatorEffect], EventRefusal> {
        self.now = now
        defer { noteDeadline() }
        guard record.channel == channel.id else { return .failure(.otherChannel) }
        guard let ownIndex else { return .failure(.notValidator) }
        if included.contains(record.id) { return .success([]) }
        if let known = pool[record.id] {
            guard !known.observers.contains(ownIndex) else { return .success([]) }
            if let refusal = pool.refusal(ofObserving: record.id, by: ownIndex) {
                return .failure(.pool(refusal))
            }
            pool.observe(record.id, by: ownIndex)
            reporting.note(record.id, at: now.instant)
            return .success([.persist(.observed(record.id))])
        }
        guard isPayable(record) else { return .failure(.notCreator) }
        if isExhausted { return .failure(.exhausted) }
        if isEnded { return .failure(.closed) }
        // What comes from now on might not be told to the leader before it distributes the rest.
        if isCloseAgreed, record.type != .close { return .failure(.closing) }
        let oldest = now.timestamp.subtracting(milliseconds: parameters.submissionAgeMillis)
        guard record.occurredAt >= oldest else {
            return .failure(.tooOld(limitMillis: parameters.submissionAgeMillis))
        }
        let newest = now.timestamp.adding(milliseconds: parameters.submissionLeadMillis)
        guard record.occurredAt <= newest else {
            return .failure(.tooNew(limitMillis: parameters.submissionLeadMillis))
        }
        if refusingHidden, isHidden(record) { return .failure(.hidden) }
        if case .failure(let refusal) = insert(record, isObserved: true) {
            return .failure(.pool(refusal))
        }
        return .success([.persist(.event(record, isObserved: true)), .share(record)])
    }

    /// Takes a record that another validator handed over.
    mutating func receive(_ record: EventRecord, from carrier: Int) -> [ValidatorEffect] {
        guard record.channel == channel.id, isPayable(record), !included.contains(record.id),
            !pool.contains(record.id),
            record.occurredAt
                <= now.timestamp.adding(
                    milliseconds: 2 * parameters.submissionLeadMillis)
        else { return [] }
        guard !isTooOld(record) else { return [.refusedRecord(.tooOld)] }
        let admission: PoolAdmission = isNeeded(record) ? .needed : .offered
        let inserted = insert(record, isObserved: false, carrier: carrier, as: admission)
        if case .failure(let refusal) = inserted { return [.refusedRecord(refusal)] }
        let effects: [ValidatorEffect] = [.persist(.event(record, isObserved: false))]
        guard case .records(var missing)? = proposal?.need else { return effects }
        missing.remove(record.id)
        proposal?.need = .records(missing)
        return missing.isEmpty ? effects + judge() : effects
    }

    /// Whether the record pays somebody it may: what a CLOSE returns is the creator's.
    private func isPayable(_ record: EventRecord) -> Bool {
        record.type != .close || record.publisher == channel.creator
    }

    /// Whether the targeting rules that were in force when it occurred hide the ad.
    private func isHidden(_ record: EventRecord) -> Bool {
        prices.hides(
            record.type, publisher: record.publisher, occurredAt: record.occurredAt,
            channel: channel
        ) { (try? EventRecord.content(of: record.bytes))?.targetingInput(in: channel) }
    }

    /// Whether nobody has reported a record that is older than unreported ones are kept, and no proposal
    /// needs it. Once its report has come, reconciliation offers it again.
    private func isTooOld(_ record: EventRecord) -> Bool {
        let age = UInt64(clamping: parameters.unvouchedRetention.components.seconds) * 1_000
        return record.occurredAt < now.timestamp.subtracting(milliseconds: age)
            && !pool.isReported(record.id) && !named.contains(record.id) && !isNeeded(record)
    }

    /// Whether the proposal that is being judged waits for the record.
    private func isNeeded(_ record: EventRecord) -> Bool {
        guard case .records(let missing)? = proposal?.need else { return false }
        return missing.contains(record.id)
    }

    @discardableResult
    mutating func insert(
        _ record: EventRecord, isObserved: Bool, carrier: Int? = nil,
        as admission: PoolAdmission = .offered
    ) -> Result<Bool, MempoolRefusal> {
        var observers = ValidatorSet.empty
        if isObserved, let ownIndex { observers.insert(ownIndex) }
        let result = pool.insert(
            PooledEvent(
                key: record.key, record: record.bytes, type: record.type.rawValue,
                publisher: record.publisher, isUserSigned: isSignedByPayer(record),
                observers: observers, carrier: carrier), as: admission)
        if isObserved, case .success = result { reporting.note(record.id, at: now.instant) }
        return result
    }

    /// Whether its user signed it; a CLOSE counts as signed when that user is the creator.
    private func isSignedByPayer(_ record: EventRecord) -> Bool {
        record.hasValidUserSignature
            && (record.type != .close || record.user == channel.creator.bytes)
    }

    /// Drops events that no validator vouched for, long after they occurred.
    mutating func dropUnvouched() -> [ValidatorEffect] {
        let age = UInt64(clamping: parameters.unvouchedRetention.components.seconds) * 1_000
        let cutoff = EventKey(
            occurredAt: now.timestamp.subtracting(milliseconds: age), id: EventID(.zero))
        let stale = pool.events(after: .lowest, through: cutoff, limit: 1_000)
            .filter { !$0.isVouched && !named.contains($0.key.id) }
            .map(\.key.id)
        guard !stale.isEmpty else { return [] }
        pool.remove(stale)
        return [.persist(.dropped(stale))]
    }
}
