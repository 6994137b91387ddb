// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Identity
import NodeCore
import Outpace
import Primitives
import Validator
import ValidatorMessages

/// Changes proposals so that they pay what nobody earned: raises one balance, recomputes the root,
/// and signs it again. Every fourth pays more than the deposit, every fourth takes from somebody
/// else what it gives.
struct Inflation: Misconduct {
    let perMille: Int

    init(perMille: Int) { self.perMille = perMille }

    mutating func step(
        _ inputs: [NodeInput], node: inout Node, kit: inout AdversaryKit
    ) -> [NodeEffect] {
        let effects = kit.run(inputs, on: &node)
        let isBent = kit.draws(perMille: perMille)
        let form = Int.random(in: 0..<4, using: &kit.generator)
        guard isBent else { return effects }
        let (present, key, now) = (node, kit.key, kit.now)
        return kit.rewriting(effects) { statement in
            guard case .newState(let state) = statement,
                let view = present.view(of: state.channel, at: now)
            else { return nil }
            return Self.inflated(state, on: view, form: form, signedBy: key).map { .newState($0) }
        }
    }

    private static func inflated(
        _ state: NewState, on view: ChannelView, form: Int, signedBy key: NodeKey
    ) -> NewState? {
        let approved = view.validator.approved
        guard state.parentLineage == approved?.lineage, let changes = state.balances else {
            return nil
        }
        let honest = (approved?.balances ?? Balances()).replacing(changes)
        guard let bent = bent(honest, form: form, deposit: view.channel.deposit),
            let root = StateTree(bent)?.stateRoot(of: state.channel)
        else { return nil }
        return NewState(
            channel: state.channel, sequence: state.sequence, parent: state.parent,
            parentLineage: state.parentLineage,
            cutoff: state.cutoff, eventCount: state.eventCount, eventsRoot: state.eventsRoot,
            extraIDs: state.extraIDs, excludedIDs: state.excludedIDs,
            priceSequence: state.priceSequence,
            balances: bent.changes(since: approved?.balances ?? Balances()), stateRoot: root,
            stateSignature: key.sign(stateRoot: root).bytes, exhausted: state.exhausted)
    }

    private static func bent(_ honest: Balances, form: Int, deposit: Amount) -> Balances? {
        guard let favoured = honest.entries.first, let robbed = honest.entries.last else {
            return nil
        }
        let gift = form == 0 ? deposit : Amount(1)
        guard let raised = favoured.amount.adding(gift) else { return nil }
        var changes = [Balances.Entry(account: favoured.account, amount: raised)]
        if form == 1, robbed.account != favoured.account,
            let left = robbed.amount.subtracting(Amount(1))
        {
            changes.append(Balances.Entry(account: robbed.account, amount: left))
        }
        return honest.replacing(changes)
    }
}
