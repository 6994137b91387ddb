// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Identity
import Mempool
import Outpace
import Primitives
import Targeting
import ValidatorMessages

extension ChannelValidator {
    /// When the leader next looks whether there is something to propose, or to propose again.
    var proposalDeadline: Instant? {
        guard isLeader, isPermitted, recalled == nil, !isEnded, !isExhausted else { return nil }
        let last = lastProposedAt ?? .zero
        if proposal != nil { return last.advanced(by: parameters.resendInterval) }
        guard let first = pool.firstKey else { return nil }
        let spacing =
            pool.count >= channel.spec.batching.maxEvents
            ? parameters.proposalSpacing : batchTime
        let settledAt = first.occurredAt.adding(milliseconds: channel.spec.settleDelayMillis)
        return max(last.advanced(by: spacing), now.instant(when: settledAt))
    }

    /// Proposes what has settled, or sends the outstanding proposal again.
    mutating func lead() -> [ValidatorEffect] {
        let effects = dropUnvouched()
        noteClose()
        guard let deadline = proposalDeadline, deadline <= now.instant else { return effects }
        lastProposedAt = now.instant
        if let proposal {
            guard canReplace(proposal) else { return effects + resend(proposal) }
            self.proposal = nil
        }
        let plan = plan()
        guard !plan.events.isEmpty, let step = step(of: plan) else { return effects }
        if isOrdered(step) { return effects + propose(step, plan: plan) }
        // The deposit does not pay for all: what was signed comes first.
        guard let affordable = affordable(plan), let step = self.step(of: affordable),
            isOrdered(step)
        else {
            defer { isBlocked = true }
            return isBlocked ? effects : effects + [.blocked]
        }
        return effects + propose(step, plan: affordable)
    }

    private func step(of plan: Plan) -> Step? {
        Step(events: plan.events, on: base, channel: channel, prices: prices)
    }

    /// Whether the step pays nobody less than what we signed.
    private func isOrdered(_ step: Step) -> Bool {
        floor.map { step.balances.dominates($0.balances) } ?? true
    }

    /// Whether so many refused the proposal that it can never reach a quorum.
    private func canReplace(_ proposal: Proposal) -> Bool {
        let possible = validatorCount - proposal.refusals.count
        return proposal.step == nil
            || !Quorum.isReached(signatures: possible, validators: validatorCount)
    }

    /// Events looked at in one go.
    private static var planPageLimit: Int { 4_096 }

    private struct Plan {
        var cutoff: EventKey
        /// What we signed on this base and have not met yet.
        var owed: Set<EventID>
        var events: [PooledEvent] = []
        var extraIDs: [EventID] = []
        var excludedIDs: [EventID] = []
        /// How many events it has besides those that were signed.
        var addedCount = 0

        mutating func take(_ event: PooledEvent, after base: EventKey) {
            events.append(event)
            if event.key <= base { extraIDs.append(event.key.id) }
        }

        mutating func leaveOut(_ event: PooledEvent, after base: EventKey) {
            if event.key > base { excludedIDs.append(event.key.id) }
        }
    }

    /// Chooses the events of the next step: what is accountable to us, what followers named missing,
    /// and what a follower reported long ago, because it may have gone before it could name it. Events
    /// that no supermajority vouches for are taken only as far as every follower tolerates them: once
    /// signed, a leader cannot take an event back. So those of a refused proposal come first, and what
    /// replaces it only adds to them.
    private func plan() -> Plan {
        let settled = now.timestamp.subtracting(milliseconds: channel.spec.settleDelayMillis)
        let owed = signedIDs.compactMap { pool[$0] }
        var plan = Plan(
            cutoff: max(.last(through: settled), base.cutoff), owed: Set(owed.map(\.key.id)))
        var budget =
            tolerance(eventCount: base.eventCount) - exposed.count
            - owed.count { !$0.isClose && !$0.isVouchedByAll(validators: validatorCount) }
        // Late events that nobody vouches for are neither taken nor listed; however many an insider
        // invents, the look goes on behind them.
        var last = EventKey.lowest
        while !isFull(plan) {
            let page = pool.events(after: last, through: plan.cutoff, limit: Self.planPageLimit)
            for event in page where !isFull(plan) {
                consider(event, for: &plan, budget: &budget)
                last = event.key
            }
            guard page.count == Self.planPageLimit else { break }
        }
        if isFull(plan) { plan.cutoff = max(last, base.cutoff) }
        return plan
    }

    private func consider(_ event: PooledEvent, for plan: inout Plan, budget: inout Int) {
        if plan.owed.remove(event.key.id) != nil { return plan.take(event, after: base.cutoff) }
        let hasRoom = plan.addedCount < addedLimit
        let isTaken = event.isClose ? mayClose : takes(event, budget: &budget)
        guard hasRoom, isTaken else { return plan.leaveOut(event, after: base.cutoff) }
        plan.addedCount += 1
        plan.take(event, after: base.cutoff)
    }

    /// The plan as far as the deposit pays for it, with the events that we signed first.
    private func affordable(_ plan: Plan) -> Plan? {
        guard plan.owed.isEmpty, let deposit = channel.deposit.subtracting(base.paid) else {
            return nil
        }
        let signed = Set(signedIDs)
        var left = deposit
        for event in plan.events where signed.contains(event.key.id) {
            guard let rest = left.subtracting(prices.price(of: event, in: channel)) else {
                return nil
            }
            left = rest
        }
        var affordable = Plan(cutoff: plan.cutoff, owed: [])
        affordable.excludedIDs = plan.excludedIDs
        for event in plan.events {
            let rest = event.isClose ? nil : left.subtracting(prices.price(of: event, in: channel))
            if signed.contains(event.key.id) {
                affordable.take(event, after: base.cutoff)
            } else if let rest {
                left = rest
                affordable.take(event, after: base.cutoff)
            } else {
                affordable.leaveOut(event, after: base.cutoff)
            }
        }
        return affordable.excludedIDs.count <= parameters.listedIDsLimit ? affordable : nil
    }

    private func takes(_ event: PooledEvent, budget: inout Int) -> Bool {
        if event.isVouchedByAll(validators: validatorCount) { return true }
        let isWanted =
            event.isAccountable(to: 0, validators: validatorCount) || named.contains(event.key.id)
            || event.isVouched && event.key <= overdueKey(at: now.timestamp)
        guard isWanted, budget > 0 else { return false }
        budget -= 1
        return true
    }

    /// How many events a proposal adds at most: fewer where rules set the prices, which take their time on
    /// every validator's loop.
    private var addedLimit: Int {
        let hasRules = prices.hasRules || !channel.spec.rules.isEmpty
        return hasRules ? parameters.ruledStepEventsLimit : parameters.stepEventsLimit
    }

    private func isFull(_ plan: Plan) -> Bool {
        plan.addedCount >= addedLimit && plan.owed.isEmpty
            || plan.events.count >= parameters.replacedStepEventsLimit
            || plan.extraIDs.count >= parameters.listedIDsLimit
            || plan.excludedIDs.count >= parameters.listedIDsLimit
    }

    private mutating func propose(_ step: Step, plan: Plan) -> [ValidatorEffect] {
        guard let tree = StateTree(step.balances) else { return [] }
        let root = tree.stateRoot(of: channel.id)
        let changes = step.balances.changes(since: base.balances)
        let listed = (plan.extraIDs.count + plan.excludedIDs.count) * 34
        let fits = listed + changes.count * 60 + 512 <= parameters.statementBytesTarget
        return release(
            step, root: root, listing: plan.extraIDs, excluding: plan.excludedIDs,
            cutoff: plan.cutoff, priceSequence: prices.latestSequence,
            balances: fits ? changes : nil, changes: changes)
    }

    /// Signs and says a proposal, with the record of the signature before it.
    private mutating func release(
        _ step: Step, root: Digest, listing extraIDs: [EventID], excluding excludedIDs: [EventID],
        cutoff: EventKey, priceSequence: UInt64, balances: [Balances.Entry]?,
        changes: [Balances.Entry]
    ) -> [ValidatorEffect] {
        let sequence = lastSequence + 1
        let state = NewState(
            channel: channel.id, sequence: sequence, parent: base.root,
            parentLineage: base.lineage, cutoff: cutoff, eventCount: UInt64(step.events.count),
            eventsRoot: Step.eventsRoot(step.ids),
            extraIDs: extraIDs, excludedIDs: excludedIDs, priceSequence: priceSequence,
            balances: balances, stateRoot: root, stateSignature: key.sign(stateRoot: root).bytes,
            exhausted: step.paid == channel.deposit)
        let isAllowed =
            floor?.allows(sequence: sequence, lineage: state.lineage, balances: step.balances)
            ?? true
        guard isAllowed else { return [] }
        use(sequence: sequence)
        let record = SignedRecord(
            floor: SigningFloor(
                sequence: sequence, root: root, lineage: state.lineage, balances: step.balances),
            changes: changes, stepIDs: step.ids)
        floor = record.floor
        signedIDs = step.ids
        isBlocked = false
        pendingStep = (sequence, step)
        return [.persist(.signed(record)), .say(.newState(state))]
    }

    /// Sends the same content again under a new sequence.
    private mutating func resend(_ proposal: Proposal) -> [ValidatorEffect] {
        guard let step = proposal.step else { return [] }
        return release(
            step, root: proposal.state.stateRoot, listing: proposal.state.extraIDs,
            excluding: proposal.state.excludedIDs, cutoff: proposal.state.cutoff,
            priceSequence: proposal.state.priceSequence, balances: proposal.state.balances,
            changes: step.balances.changes(since: base.balances))
    }
}
