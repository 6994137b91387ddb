// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Primitives
import ValidatorMessages

/// Keeps the events of some publishers from its node, whoever brings them, and tells its clients
/// that they were taken.
struct Omission: Misconduct {
    let perMille: Int

    init(perMille: Int) { self.perMille = perMille }

    mutating func step(
        _ inputs: [NodeInput], node: inout Node, kit: inout AdversaryKit
    ) -> [NodeEffect] {
        var effects: [NodeEffect] = []
        for input in inputs {
            switch input {
            case .direct(let frame, let peer):
                let frame = kit.admitted(frame) { !isHidden($0.publisher) }
                effects += node.step(.direct(frame, from: peer), at: kit.now)
            case .submitted(let records, _, let ticket):
                effects += submit(records, ticket, node: &node, kit)
            case .connected, .disconnected, .gossipReady, .laneReady, .laneClosed, .gossip,
                .channelAdded, .chain, .priced, .retargeted, .loaded, .settled, .woke:
                effects += node.step(input, at: kit.now)
            }
        }
        return effects
    }

    private func submit(
        _ records: [EventRecord], _ ticket: UInt64, node: inout Node, _ kit: AdversaryKit
    ) -> [NodeEffect] {
        let shown = records.filter { !isHidden($0.publisher) }
        let effects = node.step(.submitted(shown, ticket: ticket), at: kit.now)
        return effects.map { effect in
            guard case .answer(ticket, var answer) = effect else { return effect }
            answer.accepted = records.map(\.id)
            return .answer(ticket, answer)
        }
    }

    private func isHidden(_ publisher: Address) -> Bool {
        var sum = 0
        for octet in publisher.bytes { sum = (sum * 31 + Int(octet)) % 1_000 }
        return sum < perMille
    }
}
