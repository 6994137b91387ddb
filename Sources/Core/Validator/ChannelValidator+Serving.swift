// This source file is part of the Outpace project. License: see LICENSE.

public import DirectLane
import Gossip
import Mempool
public import Outpace
public import Primitives
import ValidatorMessages

extension ChannelValidator {
    /// The record of an event that waits or was included lately, to be handed to another validator.
    ///
    /// An event that nobody reported is not passed on: it would fill our share there with what may be
    /// somebody's invention.
    public func record(of id: EventID) -> Bytes? {
        if let event = pool[id] {
            return event.isVouched ? event.record : nil
        }
        return history.lazy.reversed().compactMap { $0.record(of: id) }.first
    }

    /// Whether a state was the approved one a few states ago.
    public func isRecent(_ lineage: Lineage?) -> Bool {
        history.contains {
            $0.state.lineage == lineage || $0.state.newState.parentLineage == lineage
        }
    }

    /// Whether a node whose last approved state is this one lacks some of ours.
    public func isBehind(_ lineage: Lineage?, sequence: UInt64) -> Bool {
        guard let approved, sequence < approved.newState.sequence else { return false }
        // The same state under an earlier sequence is the same state.
        return lineage != approved.lineage
    }

    /// The approved states that follow one, oldest first.
    ///
    /// - Returns: nil when memory does not reach back that far and storage has to be asked.
    public func bundles(after lineage: Lineage?) -> [StateBundle]? {
        let states = history.map(\.state)
        if let first = states.firstIndex(where: { $0.newState.parentLineage == lineage }) {
            return states[first...].map(\.bundle)
        }
        return nil
    }
}

extension ApprovedState {
    /// The state in the form that another node can adopt.
    public var bundle: StateBundle {
        StateBundle(
            newState: proposal.message.raw, approvals: approvals.compactMap { $0?.message.raw },
            stepIDs: stepIDs, payouts: payouts,
            balances: newState.balances == nil ? changes : [])
    }
}
