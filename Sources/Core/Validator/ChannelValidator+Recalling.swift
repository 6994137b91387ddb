// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import ValidatorMessages

/// What a validator signed and its storage does not know, because it was restored from a copy, still
/// binds it.
///
/// - Source: `docs/PROTOCOL.md`, section 7.
extension ChannelValidator {
    /// Takes back a statement of our own that our storage does not know.
    ///
    /// The floor of a signature is rebuilt from the proposal it answered; where that is not possible,
    /// nothing is signed until the next approved state. There may be others that nobody could tell us
    /// of yet.
    mutating func recall(_ statement: SignedStatement, validator: Int) -> [ValidatorEffect] {
        switch statement.statement {
        case .approveState(let approval):
            guard take(forgotten: statement) else { return [] }
            bind(by: approval.lineage, proposed: latestProposed)
            return [.persist(.statement(statement))] + suspend()
                + countApproval(approval, from: validator)
        case .newState(let state):
            guard validator == 0, take(forgotten: statement) else { return [] }
            note(sequence: state.sequence)
            // One below the approved state was left behind by all.
            if state.sequence > base.sequence { bind(by: state.lineage, proposed: state) }
            return [.persist(.statement(statement))] + suspend()
        case .rejectState, .reportObservedEvents, .setImpressionPrice:
            return hear(statement, from: validator, isStateSignatureValid: true)
        case .heartbeat: return []
        }
    }

    /// Looks whether a state that a quorum signed has a signature of ours that our storage does not know.
    mutating func noteOwnSignature(of state: ApprovedState) -> [ValidatorEffect] {
        guard let ownIndex,
            let own = ownIndex == 0 ? state.proposal : state.approvals[ownIndex],
            take(forgotten: own)
        else { return [] }
        return [.persist(.statement(own))] + suspend()
    }

    /// After a start: storage may have been told of signatures of ours that it did not make. Then it was
    /// restored from a copy, and nothing was signed since.
    mutating func recallStored() {
        guard let ownIndex else { return }
        let (proposed, approval) = (latest[ownIndex].newState, latest[ownIndex].approval)
        toldNumber = max(proposed?.sequenceNumber ?? 0, approval?.sequenceNumber ?? 0)
        var lineage: Lineage?
        if isLeader {
            if case .newState(let state)? = proposed?.statement, state.sequence > base.sequence {
                lineage = state.lineage
            }
            isSuspended = base.sequence > floor?.sequence ?? 0
        } else if case .approveState(let said)? = approval?.statement {
            lineage = said.lineage
        }
        // A signature and its statement are stored in one step.
        guard let lineage, lineage != floor?.lineage else { return }
        isSuspended = true
        bind(by: lineage, proposed: latestProposed)
    }

    /// After an approval: a recalled signature still binds when what it signed builds on that state. While
    /// we catch up it may build on one that is still to come.
    mutating func resume() {
        guard let lineage = recalled else { return }
        if isForgotten(lineage), let rebuilt = floor(of: lineage, proposed: latestProposed) {
            recalled = nil
            raise(to: rebuilt)
        } else if isPermitted || lineage == approved?.lineage || isLeftBehind(lineage) {
            recalled = nil
        }
    }

    /// Whether a leader knows states of its own after a recalled one.
    private func isLeftBehind(_ lineage: Lineage) -> Bool {
        guard isLeader, let newest = latestProposed else { return false }
        return newest.lineage != lineage || newest.sequence <= base.sequence
    }

    /// Takes note of a statement that this run made: what is numbered behind the first is its own.
    mutating func noteOwn(_ statement: SignedStatement) {
        guard firstOwnNumber == nil else { return }
        switch statement.statement {
        case .newState, .approveState: firstOwnNumber = statement.sequenceNumber
        case .rejectState, .reportObservedEvents, .setImpressionPrice, .heartbeat: return
        }
    }

    /// Whether our storage does not know a proposal or an approval of ours, nor did this run make it.
    private mutating func take(forgotten statement: SignedStatement) -> Bool {
        let number = statement.sequenceNumber
        guard let ownIndex, number > toldNumber, number < firstOwnNumber ?? .max else {
            return false
        }
        toldNumber = number
        switch statement.statement {
        case .newState where number > latest[ownIndex].newState?.sequenceNumber ?? 0:
            latest[ownIndex].newState = statement
        case .approveState where number > latest[ownIndex].approval?.sequenceNumber ?? 0:
            latest[ownIndex].approval = statement
        default: break
        }
        return true
    }

    private func isForgotten(_ lineage: Lineage) -> Bool {
        lineage != floor?.lineage && lineage != approved?.lineage
            && !history.contains { $0.state.lineage == lineage }
    }

    private mutating func bind(by lineage: Lineage, proposed state: NewState?) {
        guard isForgotten(lineage) else { return }
        if let rebuilt = floor(of: lineage, proposed: state) {
            raise(to: rebuilt)
        } else if firstOwnNumber == nil {
            recalled = lineage
        }
    }

    private mutating func raise(to rebuilt: SigningFloor) {
        // What this run signed before it was told cannot be taken back any more.
        guard floor.map({ rebuilt.balances.dominates($0.balances) }) ?? true else { return }
        floor = rebuilt
        if isLeader, proposal?.state.lineage != rebuilt.lineage { proposal = nil }
    }

    /// Signs nothing until the node permits it again: what else an earlier run signed may still be on its
    /// way to those who would tell us.
    private mutating func suspend() -> [ValidatorEffect] {
        guard !isSuspended else { return [] }
        isPermitted = false
        isSuspended = true
        return [.suspended]
    }

    private var latestProposed: NewState? {
        guard case .newState(let state)? = latest[0].newState?.statement else { return nil }
        return state
    }

    /// The floor that a signature of a state sets, when the state builds on the approved one.
    private func floor(of lineage: Lineage, proposed state: NewState?) -> SigningFloor? {
        guard let state, state.lineage == lineage, state.parentLineage == base.lineage,
            let changes = state.balances
        else { return nil }
        return SigningFloor(
            sequence: max(state.sequence, floor?.sequence ?? 0), root: state.stateRoot,
            lineage: lineage, balances: base.balances.replacing(changes))
    }
}
