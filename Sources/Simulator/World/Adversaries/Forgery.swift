// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Gossip
import Identity
import NodeCore
import Outpace
import Primitives
import ValidatorMessages

/// Says things in the names of others: their messages with another content, new ones with its own
/// signature under their names, approvals with a state signature that somebody else made, proposals
/// of its own though it does not lead.
struct Forgery: Misconduct {
    private var beat: Beat
    private var heard: [SignedStatement] = []

    private static let memory = 128

    init(perSecond: Int) { beat = Beat(perSecond: perSecond) }

    var nextDeadline: Instant? { beat.nextDeadline }

    mutating func step(
        _ inputs: [NodeInput], node: inout Node, kit: inout AdversaryKit
    ) -> [NodeEffect] {
        heard += kit.statements(in: inputs)
        if heard.count > Self.memory { heard.removeFirst(heard.count - Self.memory) }
        var effects = kit.run(inputs, on: &node)
        let peers = node.connectedPeers
        for _ in 0..<beat.take(at: kit.now.instant) {
            guard let model = heard.randomElement(using: &kit.generator),
                let peer = peers.randomElement(using: &kit.generator),
                let message = forged(on: model, kit: &kit)
            else { break }
            effects += kit.gossip([message], to: [peer])
        }
        return effects
    }

    private func forged(on model: SignedStatement, kit: inout AdversaryKit) -> Message? {
        switch Int.random(in: 0..<4, using: &kit.generator) {
        case 0: return changed(model.message, kit: &kit)
        case 1: return underAnotherName(model, kit: &kit)
        case 2: return approval(on: model, kit: &kit)
        default: return proposal(on: model, kit: &kit)
        }
    }

    /// What somebody said with one octet changed, and the signature left.
    private func changed(_ message: Message, kit: inout AdversaryKit) -> Message? {
        guard let author = message.from, let number = message.sequenceNumber,
            let signature = message.signature, !message.data.isEmpty
        else { return nil }
        var data = message.data
        data[Int.random(in: data.indices, using: &kit.generator)] ^= 1
        return Message.make(
            from: author, sequenceNumber: number, topic: message.topic, data: data
        ) { _ in signature }
    }

    /// What somebody said under a new number, signed by us.
    private func underAnotherName(
        _ model: SignedStatement, kit: inout AdversaryKit
    ) -> Message? {
        var number: Bytes = []
        (model.sequenceNumber &+ 1).appendBigEndian(to: &number)
        let key = kit.key
        return Message.make(
            from: model.author, sequenceNumber: number, topic: model.topic,
            data: model.message.data
        ) { key.sign(message: $0) }
    }

    /// Our approval with a state signature of somebody else's.
    private func approval(on model: SignedStatement, kit: inout AdversaryKit) -> Message? {
        guard case .approveState(let approval) = model.statement else { return nil }
        return kit.signed(model.statement, about: approval.channel)
    }

    /// A proposal of our own, which is nobody's to make but the leader's.
    private func proposal(on model: SignedStatement, kit: inout AdversaryKit) -> Message? {
        guard case .newState(let state) = model.statement else { return nil }
        return kit.signed(
            .newState(
                NewState(
                    channel: state.channel, sequence: state.sequence &+ 1, parent: state.parent,
                    parentLineage: state.parentLineage,
                    cutoff: state.cutoff, eventCount: state.eventCount,
                    eventsRoot: state.eventsRoot, extraIDs: state.extraIDs,
                    excludedIDs: state.excludedIDs, priceSequence: state.priceSequence,
                    balances: state.balances, stateRoot: state.stateRoot,
                    stateSignature: kit.key.sign(stateRoot: state.stateRoot).bytes,
                    exhausted: state.exhausted)), about: state.channel)
    }
}
