// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import ValidatorMessages

/// The leader's newest proposal as this node sees it.
struct Proposal: Sendable {
    /// What a follower still waits for before it can judge.
    enum Need: Hashable, Sendable {
        case nothing
        case parent
        case price
        case step
        case records(Set<EventID>)
        case permission
    }

    let statement: SignedStatement
    let state: NewState
    let isStateSignatureValid: Bool
    let receivedAt: Instant
    /// The events the leader says it added, once asked; nil while our own pool decides.
    var listedIDs: [EventID]?
    /// The step as derived here; nil until it could be.
    var step: Step?
    var need = Need.nothing
    /// When to give up on `need`.
    var deadline: Instant?
    /// Whether we answered it.
    var isAnswered = false
    /// Validators that refused it.
    var refusals = ValidatorSet.empty
}

extension NewState {
    /// Whether both propose the same step, be it under another sequence.
    func isAgain(_ other: NewState) -> Bool {
        lineage == other.lineage
    }
}
