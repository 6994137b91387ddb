// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Gossip
import Identity
import NodeCore
import Outpace
import Primitives
import Validator
import ValidatorMessages

/// Signs every proposal as soon as it is heard, whatever it pays and whatever was signed before;
/// what its node refuses it approves instead.
struct BlindApproval: Misconduct {
    /// What was approved lately, oldest first.
    private var approved: [Lineage] = []

    private static let memory = 256

    mutating func step(
        _ inputs: [NodeInput], node: inout Node, kit: inout AdversaryKit
    ) -> [NodeEffect] {
        let honest = kit.run(inputs, on: &node)
        let key = kit.key
        let bent = kit.rewriting(honest) { statement in
            guard case .rejectState(let refusal) = statement else { return nil }
            return Self.approval(of: refusal.stateRoot, refusal.lineage, in: refusal.channel) {
                key.sign(stateRoot: $0).bytes
            }
        }
        var messages: [Message] = []
        for statement in kit.statements(in: inputs) {
            guard case .newState(let state) = statement.statement,
                node.view(of: state.channel, at: kit.now)?.validator.ownIndex != nil,
                !approved.contains(state.lineage)
            else { continue }
            approved.append(state.lineage)
            if approved.count > Self.memory { approved.removeFirst() }
            let approval = Self.approval(of: state.stateRoot, state.lineage, in: state.channel) {
                key.sign(stateRoot: $0).bytes
            }
            messages.append(kit.signed(approval, about: state.channel))
        }
        return bent + kit.gossip(messages, to: node.connectedPeers)
    }

    private static func approval(
        of root: Digest, _ lineage: Lineage, in channel: ChannelID, signing sign: (Digest) -> Bytes
    ) -> Statement {
        .approveState(
            ApproveState(
                channel: channel, stateRoot: root, lineage: lineage, stateSignature: sign(root),
                isHealthy: true, healthPromilles: 1_000, exhausted: false))
    }
}
