// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import ValidatorMessages

extension ChannelValidator {
    /// Takes back a statement of our own that our storage does not know: it was restored from a copy.
    ///
    /// A signature the copy does not remember still binds us. Its floor is rebuilt from the proposal it
    /// answered; where that is not possible, nothing is signed until the next approved state.
    ///
    /// - Source: `docs/PROTOCOL.md`, section 7.
    mutating func recall(_ statement: SignedStatement, validator: Int) -> [ValidatorEffect] {
        switch statement.statement {
        case .approveState(let approval):
            let known = latest[validator].approval?.sequenceNumber ?? 0
            guard statement.sequenceNumber > known else { return [] }
            latest[validator].approval = statement
            raiseFloor(to: approval.lineage)
            return [.persist(.statement(statement))] + countApproval(approval, from: validator)
        case .newState(let state):
            let known = latest[validator].newState?.sequenceNumber ?? 0
            guard validator == 0, statement.sequenceNumber > known else { return [] }
            latest[0].newState = statement
            note(sequence: state.sequence)
            raiseFloor(to: state.lineage)
            return [.persist(.statement(statement))]
        case .rejectState, .reportObservedEvents, .setImpressionPrice:
            return hear(statement, from: validator, isStateSignatureValid: true)
        case .heartbeat: return []
        }
    }

    private mutating func raiseFloor(to lineage: Lineage) {
        guard lineage != floor?.lineage, lineage != approved?.lineage,
            !history.contains(where: { $0.state.lineage == lineage })
        else { return }
        guard let rebuilt = recalledFloor(lineage) else {
            recalled = lineage
            return
        }
        floor = rebuilt
    }

    /// After an approval: a recalled signature still binds when what it signed builds on that state.
    mutating func resume(_ lineage: Lineage) {
        guard case .newState(let state)? = latest[0].newState?.statement,
            state.lineage == lineage, lineage != approved?.lineage,
            state.parentLineage == base.lineage
        else { return }
        raiseFloor(to: lineage)
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
