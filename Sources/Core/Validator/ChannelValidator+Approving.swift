// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Mempool
public import Outpace
import Primitives
import ValidatorMessages

extension ChannelValidator {
    /// Counts an approval; late ones complete the certificate of the approved state.
    mutating func countApproval(
        _ approval: ApproveState, from validator: Int
    ) -> [ValidatorEffect] {
        if let approved, approval.approves(approved.newState) {
            let statement = latest[validator].approval
            self.approved?.approvals[validator] = statement
        }
        if let current = proposal?.state, approval.approves(current) {
            proposal?.refusals.remove(validator)
            return tryApprove()
        }
        guard !history.contains(where: { $0.state.lineage == approval.lineage }) else { return [] }
        let votes = approvals { $0.lineage == approval.lineage }.count { $0 != nil } + 1
        let isQuorum = Quorum.isReached(signatures: votes, validators: validatorCount)
        return isQuorum ? [.fetchStates] : []
    }

    /// The validators' newest approvals, as far as they are what is looked for.
    private func approvals(where isMeant: (ApproveState) -> Bool) -> [SignedStatement?] {
        latest.map { known in
            guard case .approveState(let approval)? = known.approval?.statement, isMeant(approval)
            else { return nil }
            return known.approval
        }
    }

    /// Takes the newest proposal as approved once a quorum signed it and its step is known here.
    mutating func tryApprove() -> [ValidatorEffect] {
        guard let proposed = proposal?.state, proposal?.isStateSignatureValid == true,
            proposed.parentLineage == approved?.lineage
        else { return [] }
        let approvals = approvals { $0.approves(proposed) }
        let signatures = approvals.dropFirst().count { $0 != nil } + 1
        guard Quorum.isReached(signatures: signatures, validators: validatorCount),
            let current = proposal
        else { return [] }
        guard let step = current.step else {
            return accuseOfOverspending(current, approvals) ?? [.fetchStates]
        }
        let waited = now.instant.duration(since: current.receivedAt)
        let state = ApprovedState(
            proposal: current.statement, newState: current.state, balances: step.balances,
            beforeFees: step.beforeFees, paid: step.paid,
            eventCount: base.eventCount + UInt64(step.events.count), stepIDs: step.ids,
            payouts: step.payouts, changes: step.balances.changes(since: base.balances),
            approvals: approvals)
        return commit(state, events: step.events)
            + [.approved(root: state.root, after: waited)]
    }

    /// A quorum signed more than was deposited: the proof is kept, and the state is not taken.
    private mutating func accuseOfOverspending(
        _ current: Proposal, _ approvals: [SignedStatement?]
    ) -> [ValidatorEffect]? {
        guard let changes = current.state.balances,
            let total = base.balances.replacing(changes).total, total > channel.deposit
        else { return nil }
        return accuse(
            .overDeposit, of: 0, with: [current.statement] + approvals.compactMap { $0 })
    }

    /// Makes a state the approved one.
    private mutating func commit(
        _ state: ApprovedState, events: [PooledEvent]
    ) -> [ValidatorEffect] {
        let record = ApprovedRecord(
            state: state, changes: changes(from: base, to: Base(state)),
            lacksRecords: events.count < state.stepIDs.count)
        pool.remove(state.stepIDs)
        included.insert(state.stepIDs)
        for id in state.stepIDs { named.remove(id) }
        for event in events { trackVouching(of: event) }
        approved = state
        history.append(RecentState(state, events: events))
        if history.count > parameters.historyLimit { history.removeFirst() }
        note(sequence: state.newState.sequence)
        resume()
        if let current = proposal,
            current.state.sequence <= state.newState.sequence
                || current.state.isAgain(state.newState)
        {
            proposal = nil
        }
        reporting.prune { [pool] in pool.contains($0) }
        return [.persist(.approved(record))]
    }

    private mutating func trackVouching(of event: PooledEvent) {
        guard !event.isClose else { return }
        let limit = parameters.unobservedTrackedLimit
        if let ownIndex, !event.isAccountable(to: ownIndex, validators: validatorCount) {
            unobserved.insert(event.key.id, observers: event.observers, trackedLimit: limit)
        }
        if isLeader, !event.isVouchedByAll(validators: validatorCount) {
            exposed.insert(event.key.id, observers: event.observers, trackedLimit: limit)
        }
    }

    private func changes(from old: Base, to new: Base) -> [BalanceChange] {
        let accounts = Set(
            new.beforeFees.changes(since: old.beforeFees).map(\.account)
                + new.balances.changes(since: old.balances).map(\.account)
                + old.balances.changes(since: new.balances).map(\.account)
                + old.beforeFees.changes(since: new.beforeFees).map(\.account))
        return accounts.sorted().map {
            BalanceChange(
                account: $0, beforeFees: new.beforeFees[$0], afterFees: new.balances[$0])
        }
    }

    /// Takes over an approved state from another node, after checking that it follows from its parent.
    ///
    /// The parent is our approved state, or what an older one of ours was built on, which then goes:
    /// only a dishonest leader gets two states signed on one parent, and then the higher one stands.
    mutating func adopt(_ adoption: Adoption) -> [ValidatorEffect] {
        guard case .newState(let state) = adoption.proposal.statement,
            adoption.isStateSignatureValid,
            adoption.proposal.authorAddress == channel.leader
        else { return [.doubted("the proposal is not the leader's")] }
        return contradiction(of: state, adoption.proposal) + take(adoption, state)
    }

    private mutating func take(_ adoption: Adoption, _ state: NewState) -> [ValidatorEffect] {
        guard state.sequence > base.sequence,
            !(approved.map { state.isAgain($0.newState) } ?? false)
        else { return [] }
        let signatures = arranged(adoption.approvals, of: state).count { $0 != nil }
        guard Quorum.isReached(signatures: signatures + 1, validators: validatorCount) else {
            return [.doubted("too few approvals")]
        }
        if state.parentLineage == base.lineage { return follow(adoption, state) }
        let rival = history.firstIndex { $0.state.newState.parentLineage == state.parentLineage }
        guard let rival, rival > 0 || state.parentLineage == nil else { return [.fetchStates] }
        return replace(from: rival, with: adoption, state)
    }

    /// The followers' approvals of a state, each at its validator's index.
    private func arranged(
        _ approvals: [SignedStatement], of state: NewState
    ) -> [SignedStatement?] {
        var arranged = [SignedStatement?](repeating: nil, count: validatorCount)
        for approval in approvals {
            guard case .approveState(let said) = approval.statement, said.approves(state),
                let index = channel.index(of: approval.authorAddress), index > 0
            else { continue }
            arranged[index] = approval
        }
        return arranged
    }

    /// Adopts a state whose parent is our approved state.
    private mutating func follow(_ adoption: Adoption, _ state: NewState) -> [ValidatorEffect] {
        let base = self.base
        guard state.parent == base.root else {
            return [.doubted("the parent's root is not that of its lineage")]
        }
        let balances = base.balances.replacing(state.balances ?? adoption.balances)
        guard let beforeFees = base.earnings(with: adoption.payouts, in: channel),
            let paid = beforeFees.total, paid <= channel.deposit,
            (try? Fees.distribute(beforeFees, channel: channel)) == balances,
            StateTree(balances)?.stateRoot(of: channel.id) == state.stateRoot,
            state.exhausted == (paid == channel.deposit)
        else { return [.doubted("the balances do not lead to the root")] }
        guard Step.eventsRoot(adoption.stepIDs) == state.eventsRoot,
            UInt64(adoption.stepIDs.count) == state.eventCount,
            Set(adoption.stepIDs).count == adoption.stepIDs.count,
            !adoption.stepIDs.contains(where: { included.contains($0) })
        else { return [.doubted("the events do not lead to their root")] }
        let adopted = ApprovedState(
            proposal: adoption.proposal, newState: state, balances: balances,
            beforeFees: beforeFees, paid: paid,
            eventCount: base.eventCount + UInt64(adoption.stepIDs.count),
            stepIDs: adoption.stepIDs, payouts: adoption.payouts,
            changes: balances.changes(since: base.balances),
            approvals: arranged(adoption.approvals, of: state))
        let effects =
            noteOwnSignature(of: adopted)
            + commit(adopted, events: adoption.stepIDs.compactMap { pool[$0] })
        return proposal == nil ? effects : effects + judge()
    }

    /// Takes back states that a higher one on an older parent replaces, then adopts that one.
    private mutating func replace(
        from index: Int, with adoption: Adoption, _ state: NewState
    ) -> [ValidatorEffect] {
        let reverted = history[index...]
        let old = base
        let parent = index > 0 ? history[index - 1].state : nil
        let balances = Base(parent).balances.replacing(state.balances ?? adoption.balances)
        guard balances.dominates(old.balances) else {
            return accuse(
                .unorderedStates, of: 0,
                with: [reverted.last?.state.proposal, adoption.proposal].compactMap { $0 })
        }
        var effects: [ValidatorEffect] = []
        for recent in reverted.reversed() {
            included.remove(recent.state.stepIDs)
            for id in recent.state.stepIDs {
                unobserved.remove(id)
                exposed.remove(id)
            }
            for event in recent.events { _ = pool.insert(event, as: .restored) }
            effects.append(.persist(.reverted(root: recent.state.root, restoring: [])))
        }
        history.removeSubrange(index...)
        approved = parent
        if let first = effects.indices.first, let root = reverted.last?.state.root {
            let restoring = changes(from: old, to: base)
            effects[first] = .persist(.reverted(root: root, restoring: restoring))
        }
        return effects + follow(adoption, state)
    }

    /// The approved state as the contract takes it; nil before the first.
    public var certificate: Certificate? {
        guard let approved else { return nil }
        var signatures = approved.approvals.map { approval -> RecoverableSignature? in
            guard case .approveState(let said)? = approval?.statement else { return nil }
            return try? RecoverableSignature(bytes: said.stateSignature)
        }
        signatures[0] = try? RecoverableSignature(bytes: approved.newState.stateSignature)
        return Certificate(
            channel: channel.id, validators: channel.spec.validators.map(\.id),
            balances: approved.balances, stateRoot: approved.root, signatures: signatures)
    }
}
