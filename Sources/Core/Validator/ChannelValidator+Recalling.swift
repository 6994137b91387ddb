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
    /// - Source: Outpace protocol, section 8.
    mutating func recall(_ statement: SignedStatement, validator: Int) -> [ValidatorEffect] {
        switch statement.statement {
        case .approveState(let approval):
            let known = latest[validator].approval?.sequenceNumber ?? 0
            guard statement.sequenceNumber > known else { return [] }
            latest[validator].approval = statement
            raiseFloor(to: approval.stateRoot)
            return [.persist(.statement(statement))] + countApproval(approval, from: validator)
        case .newState(let state):
            let known = latest[validator].newState?.sequenceNumber ?? 0
            guard validator == 0, statement.sequenceNumber > known else { return [] }
            latest[0].newState = statement
            lastSequence = max(lastSequence, state.sequence)
            raiseFloor(to: state.stateRoot)
            return [.persist(.statement(statement))]
        case .rejectState, .reportObservedEvents, .setImpressionPrice:
            return hear(statement, from: validator, isStateSignatureValid: true)
        case .heartbeat: return []
        }
    }

    private mutating func raiseFloor(to root: Digest) {
        guard root != floor?.root, root != approved?.root,
            !history.contains(where: { $0.state.root == root })
        else { return }
        guard let recalled = recalledFloor(root) else {
            recalledRoot = root
            return
        }
        floor = recalled
    }

    /// After an approval: a recalled signature still binds when what it signed builds on that state.
    mutating func resume(_ root: Digest) {
        guard case .newState(let state)? = latest[0].newState?.statement, state.stateRoot == root,
            root != approved?.root, state.parent == base.root
        else { return }
        raiseFloor(to: root)
    }

    private func recalledFloor(_ root: Digest) -> SigningFloor? {
        guard case .newState(let state)? = latest[0].newState?.statement, state.stateRoot == root,
            state.parent == base.root, let changes = state.balances
        else { return nil }
        return SigningFloor(
            sequence: max(state.sequence, floor?.sequence ?? 0), root: root,
            balances: base.balances.replacing(changes))
    }
}
