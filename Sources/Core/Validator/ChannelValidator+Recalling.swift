// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import ValidatorMessages

extension ChannelValidator {
    /// Takes back a statement of our own that our storage does not know: it was restored from a copy.
    ///
    /// A signature the copy does not remember still binds us. Its floor is rebuilt from the proposal it
    /// answered; where that is not possible, nothing is signed until the next approved state. There may
    /// be others that nobody could tell us of yet.
    ///
    /// - Source: `docs/PROTOCOL.md`, section 7.
    mutating func recall(_ statement: SignedStatement, validator: Int) -> [ValidatorEffect] {
        switch statement.statement {
        case .approveState(let approval):
            let known = latest[validator].approval?.sequenceNumber ?? 0
            guard statement.sequenceNumber > known else { return [] }
            latest[validator].approval = statement
            return [.persist(.statement(statement))] + raiseFloor(to: approval.lineage)
                + countApproval(approval, from: validator)
        case .newState(let state):
            let known = latest[validator].newState?.sequenceNumber ?? 0
            guard validator == 0, statement.sequenceNumber > known else { return [] }
            latest[0].newState = statement
            return [.persist(.statement(statement))] + note(sequence: state.sequence)
                + raiseFloor(to: state.lineage)
        case .rejectState, .reportObservedEvents, .setImpressionPrice:
            return hear(statement, from: validator, isStateSignatureValid: true)
        case .heartbeat: return []
        }
    }

    /// Signs nothing until the node permits it again: what else an earlier run signed may still be on its
    /// way to those who would tell us.
    mutating func suspend() -> [ValidatorEffect] {
        guard !isSuspended else { return [] }
        isPermitted = false
        isSuspended = true
        return [.suspended]
    }

    /// Looks whether a state that a quorum signed has a signature of ours that our storage does not know.
    mutating func noteOwnApproval(of state: ApprovedState) -> [ValidatorEffect] {
        guard let ownIndex, ownIndex > 0, let approval = state.approvals[ownIndex],
            approval.sequenceNumber > latest[ownIndex].approval?.sequenceNumber ?? 0,
            state.lineage != floor?.lineage
        else { return [] }
        return suspend()
    }

    private mutating func raiseFloor(to lineage: Lineage) -> [ValidatorEffect] {
        guard lineage != floor?.lineage, lineage != approved?.lineage,
            !history.contains(where: { $0.state.lineage == lineage })
        else { return [] }
        if let rebuilt = recalledFloor(lineage) { floor = rebuilt } else { recalled = lineage }
        return suspend()
    }

    /// After an approval: a recalled signature still binds when what it signed builds on that state.
    mutating func resume(_ lineage: Lineage) -> [ValidatorEffect] {
        guard case .newState(let state)? = latest[0].newState?.statement,
            state.lineage == lineage, lineage != approved?.lineage,
            state.parentLineage == base.lineage
        else { return [] }
        return raiseFloor(to: lineage)
    }

    private func recalledFloor(_ lineage: Lineage) -> SigningFloor? {
        guard case .newState(let state)? = latest[0].newState?.statement,
            state.lineage == lineage, state.parentLineage == base.lineage,
            let changes = state.balances
        else { return nil }
        return SigningFloor(
            sequence: max(state.sequence, floor?.sequence ?? 0), root: state.stateRoot,
            lineage: lineage, balances: base.balances.replacing(changes))
    }
}
