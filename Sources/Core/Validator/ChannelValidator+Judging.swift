// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Identity
import Mempool
public import Outpace
public import Primitives
import ValidatorMessages

extension ChannelValidator {
    private enum Verdict {
        case wait(Proposal.Need, [ValidatorEffect])
        case refuse(RejectReason, accounts: [Address], ids: [EventID])
        case sign(isHealthy: Bool)
    }

    /// Judges the newest proposal as far as what is here allows.
    mutating func judge() -> [ValidatorEffect] {
        guard let current = proposal, !current.isAnswered, !isLeader else { return [] }
        noteClose()
        switch verdict(on: current) {
        case .wait(let need, let effects):
            let isNew = proposal?.need != need
            proposal?.need = need
            if need == .permission {
                proposal?.deadline = nil
            } else if proposal?.deadline == nil {
                let deadline = now.instant.advanced(by: parameters.fetchPatience)
                proposal?.deadline = deadline
            }
            return (isNew ? effects : []) + tryApprove()
        case .refuse(let reason, let accounts, let ids):
            proposal?.isAnswered = true
            proposal?.deadline = nil
            var effects = refuse(current.state, reason, accounts: accounts, ids: ids)
            effects += reportHealthChange()
            return effects + tryApprove()
        case .sign(let isHealthy):
            proposal?.isAnswered = true
            proposal?.deadline = nil
            return sign(isHealthy: isHealthy) + reportHealthChange() + tryApprove()
        }
    }

    /// The steps of `docs/PROTOCOL.md`, section 7, in their order; the first failure wins.
    private mutating func verdict(on current: Proposal) -> Verdict {
        let state = current.state
        guard current.isStateSignatureValid else {
            return .refuse(.invalidSignature, accounts: [channel.leader], ids: [])
        }
        guard !isEnded, !isExhausted else { return .refuse(.channelNotLive, accounts: [], ids: []) }
        guard state.parentLineage == base.lineage else {
            let isOld =
                history.contains { $0.state.lineage == state.parentLineage }
                || state.sequence <= base.sequence || state.parent == nil
            return isOld
                ? .refuse(.staleSequence, accounts: [], ids: [])
                : .wait(.parent, [.fetchStates])
        }
        guard state.parent == base.root else {
            return .refuse(.unknownParent, accounts: [], ids: [])
        }
        guard state.sequence > base.sequence else {
            return .refuse(.staleSequence, accounts: [], ids: [])
        }
        if let refusal = refusalOfBalances(state) { return refusal }
        guard state.priceSequence <= prices.completeSequence else {
            return .wait(.price, [.fetchStates])
        }
        guard !leavesOutPrice(state) else { return .refuse(.invalidPrice, accounts: [], ids: []) }
        return verdictOnEvents(current)
    }

    /// Whether a price that was in force before the cutoff was said and is not used.
    private func leavesOutPrice(_ state: NewState) -> Bool {
        let used = approved?.newState.priceSequence ?? 0
        return state.priceSequence < used
            || prices.entries.contains {
                $0.sequence > state.priceSequence && $0.effectiveFrom < state.cutoff.occurredAt
            }
    }

    /// Step 3: what the proposal itself says must be a valid successor.
    private func refusalOfBalances(_ state: NewState) -> Verdict? {
        guard let changes = state.balances else { return nil }
        let proposed = base.balances.replacing(changes)
        if let fault = Transition.fault(
            from: base.balances, to: proposed, deposit: channel.deposit)
        {
            return .refuse(.invalidTransition, accounts: fault.account.map { [$0] } ?? [], ids: [])
        }
        guard StateTree(proposed)?.stateRoot(of: channel.id) == state.stateRoot else {
            return .refuse(.invalidRootHash, accounts: [], ids: [])
        }
        return nil
    }

    /// Step 4: the events of the step, from our own pool or as the leader lists them.
    private mutating func verdictOnEvents(_ current: Proposal) -> Verdict {
        let state = current.state
        let events: [PooledEvent]
        if let listed = current.listedIDs {
            let missing = listed.filter { !pool.contains($0) && !included.contains($0) }
            guard missing.isEmpty else {
                return .wait(.records(Set(missing)), [.fetchRecords(missing)])
            }
            let paidTwice = listed.filter { included.contains($0) }
            guard paidTwice.isEmpty else {
                return .refuse(.invalidBalances, accounts: [], ids: paidTwice)
            }
            events = listed.compactMap { pool[$0] }.sorted { $0.key < $1.key }
        } else {
            guard let own = ownEvents(of: state),
                Step.eventsRoot(own.map(\.key.id)) == state.eventsRoot,
                UInt64(own.count) == state.eventCount
            else { return .wait(.step, [.fetchStep(state.lineage)]) }
            events = own
        }
        guard let step = derive(events, of: state),
            let tree = StateTree(step.balances),
            tree.stateRoot(of: channel.id) == state.stateRoot,
            state.exhausted == (step.paid == channel.deposit)
        else {
            return .refuse(.invalidBalances, accounts: disputed(state, events), ids: [])
        }
        proposal?.step = step
        return verdictOnStep(step, state)
    }

    /// The step's events as far as our own pool knows them; nil when one that is listed is missing.
    private func ownEvents(of state: NewState) -> [PooledEvent]? {
        let limit = parameters.stepEventsLimit + parameters.listedIDsLimit + 1
        let excluded = Set(state.excludedIDs)
        var events = pool.events(after: base.cutoff, through: state.cutoff, limit: limit)
            .filter { !excluded.contains($0.key.id) }
        for id in state.extraIDs {
            guard let event = pool[id], event.key <= base.cutoff else { return nil }
            events.append(event)
        }
        return state.extraIDs.isEmpty ? events : events.sorted { $0.key < $1.key }
    }

    /// The step with the prices that the leader used.
    private func derive(_ events: [PooledEvent], of state: NewState) -> Step? {
        let used = prices.through(state.priceSequence)
        return Step(events: events, on: base, channel: channel, prices: used)
    }

    private func disputed(_ state: NewState, _ events: [PooledEvent]) -> [Address] {
        guard let changes = state.balances,
            let step = derive(events, of: state)
        else { return [] }
        return changes.filter { step.balances[$0.account] != $0.amount }.map(\.account)
    }

    /// Steps 5 to 7: did the leader include what it should, and nothing we cannot vouch for.
    private mutating func verdictOnStep(_ step: Step, _ state: NewState) -> Verdict {
        guard let ownIndex else { return .sign(isHealthy: true) }
        let closes = step.events.filter(\.isClose)
        guard closes.isEmpty || isCloseAgreed else {
            return .refuse(.unobservedEvents, accounts: [], ids: closes.map(\.key.id))
        }
        let foreign = step.events.filter {
            !$0.isClose && !$0.isAccountable(to: ownIndex, validators: validatorCount)
        }
        let total = base.eventCount.addingReportingOverflow(UInt64(step.events.count)).partialValue
        guard unobserved.count + foreign.count <= tolerance(eventCount: total) else {
            return .refuse(.unobservedEvents, accounts: [], ids: foreign.map(\.key.id))
        }
        let omitted = omittedEvents(from: step, cutoff: state.cutoff, exhausted: state.exhausted)
        missedCount = omitted.count
        guard !isMissingEvents else {
            return .refuse(.missedEvents, accounts: [], ids: omitted.map(\.key.id))
        }
        ownHealth = health(of: step, omitted: omitted)
        guard ownHealth >= channel.spec.health.unsignable else {
            return .refuse(.tooLowHealth, accounts: [], ids: [])
        }
        guard isPermitted, recalled == nil || recalled == state.lineage else {
            return .wait(.permission, [])
        }
        let isAllowed =
            floor?.allows(
                sequence: state.sequence, lineage: state.lineage, balances: step.balances) ?? true
        guard isAllowed else { return .refuse(.invalidTransition, accounts: [], ids: []) }
        return .sign(isHealthy: ownHealth >= channel.spec.health.threshold && omitted.isEmpty)
    }

    /// Events accountable to us that have long settled and that the step leaves out though it leaves
    /// enough to pay for each. A step that distributes everything leaves nothing.
    private func omittedEvents(
        from step: Step, cutoff: EventKey, exhausted: Bool
    ) -> [PooledEvent] {
        guard let ownIndex, !exhausted else { return [] }
        let (double, overflow) = channel.spec.settleDelayMillis.multipliedReportingOverflow(by: 2)
        let oldest = EventKey(
            occurredAt: cutoff.occurredAt.subtracting(milliseconds: overflow ? .max : double),
            id: cutoff.id)
        let taken = Set(step.ids)
        let left = channel.deposit.subtracting(step.paid) ?? .zero
        return pool.events(after: .lowest, through: oldest, limit: 2 * parameters.stepEventsLimit)
            .filter {
                $0.isAccountable(to: ownIndex, validators: validatorCount)
                    && !taken.contains($0.key.id)
                    && ($0.isClose ? isCloseOverdue : isPayable($0, from: left))
            }
    }

    /// Whether so much pays for an event in full; the rules are asked only when that is in doubt.
    private func isPayable(_ event: PooledEvent, from left: Amount) -> Bool {
        guard let type = EventType(rawValue: event.type) else { return true }
        return channel.spec.bounds(of: type).max <= left
            || prices.price(of: event, in: channel) <= left
    }

    /// AdEx health: how much of what we would pay the proposal pays, relative to the deposit.
    private func health(of step: Step, omitted: [PooledEvent]) -> UInt64 {
        guard !omitted.isEmpty else { return 1_000 }
        let events = (step.events + omitted).sorted { $0.key < $1.key }
        guard let ours = Step(events: events, on: base, channel: channel, prices: prices) else {
            return 1_000
        }
        return Health.promilles(
            ours: ours.balances, proposed: step.balances, deposit: channel.deposit)
    }

    /// Signs the judged proposal, with the record of the signature before it.
    private mutating func sign(isHealthy: Bool) -> [ValidatorEffect] {
        guard ownIndex != nil, let current = proposal, let step = current.step else { return [] }
        let (root, lineage) = (current.state.stateRoot, current.state.lineage)
        let known = floor.map { $0.lineage == lineage ? $0.sequence : 0 } ?? 0
        let record = SignedRecord(
            floor: SigningFloor(
                sequence: max(current.state.sequence, known), root: root, lineage: lineage,
                balances: step.balances),
            changes: step.balances.changes(since: base.balances), stepIDs: step.ids)
        floor = record.floor
        recalled = nil
        return [
            .persist(.signed(record)),
            .say(
                .approveState(
                    ApproveState(
                        channel: channel.id, stateRoot: root, lineage: lineage,
                        stateSignature: key.sign(stateRoot: root).bytes, isHealthy: isHealthy,
                        healthPromilles: ownHealth, exhausted: current.state.exhausted))),
            .judged(nil),
        ]
    }

    /// Refuses a proposal by name; a leader that missed events is also told which.
    mutating func refuse(
        _ state: NewState, _ reason: RejectReason, accounts: [Address] = [], ids: [EventID] = []
    ) -> [ValidatorEffect] {
        guard ownIndex != nil else { return [.judged(reason)] }
        var effects: [ValidatorEffect] = []
        if reason == .missedEvents {
            let missing = Array(ids.prefix(parameters.reportIDsLimit))
            effects.append(say(observed: [], missing: missing, needMissedEvents: true))
        }
        let accounts = Array(accounts.prefix(parameters.offendersLimit))
        let room = parameters.offendersLimit - accounts.count
        effects.append(
            .say(
                .rejectState(
                    RejectState(
                        channel: channel.id, stateRoot: state.stateRoot, lineage: state.lineage,
                        sequence: state.sequence, reason: reason, accounts: accounts,
                        eventIDs: Array(ids.prefix(room))))))
        return effects + [.judged(reason)]
    }

    /// Refuses a proposal whose parent, prices or events could not be fetched in time.
    mutating func giveUp() -> [ValidatorEffect] {
        guard let current = proposal, !current.isAnswered else {
            proposal?.deadline = nil
            return []
        }
        proposal?.isAnswered = true
        proposal?.deadline = nil
        switch current.need {
        case .parent: return refuse(current.state, .unknownParent)
        case .price: return refuse(current.state, .invalidPrice)
        case .step: return refuse(current.state, .unobservedEvents)
        case .records(let missing):
            return refuse(current.state, .unobservedEvents, ids: missing.sorted())
        case .permission, .nothing: return []
        }
    }

    /// A peer listed the events of the newest proposal.
    mutating func list(_ ids: [EventID], of lineage: Lineage) -> [ValidatorEffect] {
        guard let current = proposal, current.state.lineage == lineage, current.need == .step,
            Step.eventsRoot(ids) == current.state.eventsRoot,
            UInt64(ids.count) == current.state.eventCount
        else { return [] }
        proposal?.listedIDs = ids
        return judge()
    }

    /// The events of a proposal, for a follower whose pool differs.
    public func listedEvents(of lineage: Lineage) -> [EventID]? {
        if let step = proposal?.step, proposal?.state.lineage == lineage { return step.ids }
        return history.last { $0.state.lineage == lineage }?.state.stepIDs
    }
}
