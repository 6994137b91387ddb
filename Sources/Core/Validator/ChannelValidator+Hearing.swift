// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
public import ValidatorMessages

extension ChannelValidator {
    /// Takes note of a statement whose envelope proved good.
    mutating func hear(
        _ statement: SignedStatement, from validator: Int, isStateSignatureValid: Bool
    ) -> [ValidatorEffect] {
        if validator == ownIndex { noteOwn(statement) }
        switch statement.statement {
        case .newState(let state):
            return hear(
                state, statement, from: validator, isStateSignatureValid: isStateSignatureValid)
        case .approveState(let approval):
            guard isStateSignatureValid, isNewer(statement, than: latest[validator].approval) else {
                return []
            }
            latest[validator].approval = statement
            return [.persist(.statement(statement))] + countApproval(approval, from: validator)
        case .rejectState(let refusal):
            guard isNewer(statement, than: latest[validator].refusal) else { return [] }
            latest[validator].refusal = statement
            if proposal?.state.lineage == refusal.lineage {
                proposal?.refusals.insert(validator)
            }
            return [.persist(.statement(statement))]
        case .reportObservedEvents(let report):
            return hear(report, statement, from: validator)
        case .setImpressionPrice(let price):
            return hear(price, statement, from: validator)
        case .heartbeat: return []
        }
    }

    private func isNewer(_ statement: SignedStatement, than known: SignedStatement?) -> Bool {
        known.map { $0.sequenceNumber < statement.sequenceNumber } ?? true
    }

    private mutating func hear(
        _ report: ReportObservedEvents, _ statement: SignedStatement, from validator: Int
    ) -> [ValidatorEffect] {
        observe(report, from: validator)
        if statement.sequenceNumber > latest[validator].reportSequence {
            latest[validator].report = statement
            latest[validator].reportSequence = statement.sequenceNumber
            latest[validator].isCampaignUnhealthy = report.isCampaignUnhealthy
        }
        reporting.remember(
            statement, ids: report.observed + report.missing, limit: parameters.reportsKeptLimit,
            bytesLimit: parameters.reportsKeptBytesLimit)
        return [.persist(.statement(statement))]
    }

    private mutating func hear(
        _ price: SetImpressionPrice, _ statement: SignedStatement, from validator: Int
    ) -> [ValidatorEffect] {
        guard validator == 0, take(price, statement) else { return [] }
        let effects: [ValidatorEffect] = [.persist(.statement(statement))]
        return proposal?.need == .price ? effects + judge() : effects
    }

    /// Adds a price within the bounds that does not reach back behind the last cutoff, unless a
    /// quorum has used it already.
    mutating func take(_ price: SetImpressionPrice, _ statement: SignedStatement) -> Bool {
        guard let entry = PriceList.Entry(price), entry.isWithinBounds(of: channel),
            price.effectiveFrom >= base.cutoff.occurredAt
                || price.sequence <= approved?.newState.priceSequence ?? 0,
            prices.insert(entry) == .inserted
        else { return false }
        priceStatements.append(statement)
        return true
    }

    private mutating func hear(
        _ state: NewState, _ statement: SignedStatement, from validator: Int,
        isStateSignatureValid: Bool
    ) -> [ValidatorEffect] {
        guard validator == 0 else {
            return refuse(state, .notLeader, accounts: [statement.authorAddress])
        }
        var effects = contradiction(of: state, statement)
        guard isNewer(statement, than: latest[0].newState) else { return effects }
        latest[0].newState = statement
        effects.append(.persist(.statement(statement)))
        if let approved, state.isAgain(approved.newState) { return effects + answerAgain(state) }
        guard state.sequence > (proposal?.state.sequence ?? 0) else { return effects }
        note(sequence: state.sequence)
        if isLeader {
            return effects + takeOwn(state, statement)
        }
        var next = Proposal(
            statement: statement, state: state, isStateSignatureValid: isStateSignatureValid,
            receivedAt: now.instant)
        if let current = proposal, current.state.lineage == state.lineage {
            next.listedIDs = current.listedIDs
            next.deadline = current.deadline
        }
        proposal = next
        return effects + judge()
    }

    /// A leader's own proposal came back: it stands from here on.
    private mutating func takeOwn(
        _ state: NewState, _ statement: SignedStatement
    ) -> [ValidatorEffect] {
        guard let (sequence, step) = pendingStep, sequence == state.sequence else { return [] }
        pendingStep = nil
        let isAgain = proposal.map { state.isAgain($0.state) } ?? false
        proposal = Proposal(
            statement: statement, state: state, isStateSignatureValid: true,
            receivedAt: now.instant, step: step, isAnswered: true,
            refusals: isAgain ? proposal?.refusals ?? .empty : .empty)
        return tryApprove()
    }

    /// Accuses a leader that says two things under one sequence.
    mutating func contradiction(
        of state: NewState, _ statement: SignedStatement
    ) -> [ValidatorEffect] {
        let known =
            [latest[0].newState, proposal?.statement].compactMap { $0 }
            + history.map(\.state.proposal)
        for other in known {
            guard case .newState(let said) = other.statement, said.sequence == state.sequence,
                said != state
            else { continue }
            return accuse(.conflictingProposals, of: 0, with: [other, statement])
        }
        return []
    }

    /// The leader asks again for a state that we know to be approved: it may lack our signature.
    private func answerAgain(_ state: NewState) -> [ValidatorEffect] {
        guard let ownIndex, ownIndex != 0, let approval = latest[ownIndex].approval,
            case .approveState(let said) = approval.statement, said.approves(state)
        else { return [] }
        return [.say(approval.statement)]
    }

    /// Keeps the proof that a validator broke a rule; the channel is closed by it.
    mutating func accuse(
        _ rule: Evidence.Rule, of validator: Int, with statements: [SignedStatement]
    ) -> [ValidatorEffect] {
        let proof = Evidence(
            rule: rule, validator: channel.spec.validators[validator].id, statements: statements)
        guard !evidence.contains(where: { $0.rule == rule && $0.validator == proof.validator })
        else { return [] }
        evidence.append(proof)
        isClosed = true
        return [.persist(.evidence(proof))]
    }

    /// The statements another validator should have when it connects, oldest kinds first.
    public var statementsForCatchUp: [SignedStatement] {
        var statements: [SignedStatement] = reporting.kept.map(\.statement)
        for known in latest {
            statements += [known.newState, known.approval, known.refusal].compactMap { $0 }
        }
        return statements
    }

    /// Whether the newest report of any validator, or our own view, calls the campaign unhealthy.
    public var isUnhealthyToAnyone: Bool {
        isCampaignUnhealthy || latest.contains(where: \.isCampaignUnhealthy)
    }

    /// The health each validator stated in its newest approval, in promille.
    public var statedHealth: [UInt64?] {
        latest.map { known in
            guard case .approveState(let approval)? = known.approval?.statement else { return nil }
            return approval.healthPromilles
        }
    }

    /// The newest proposal of the leader, approved or not.
    public var latestProposal: SignedStatement? { latest[0].newState }
}
