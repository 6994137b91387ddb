// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import DirectLane
import Gossip
import Identity
import Mempool
import NodeCore
import Outpace
import Primitives
import Validator
import ValidatorMessages

/// A leader that cannot make up its mind: each proposal, and each time it says one again, pays
/// another choice of the events that wait, every choice well formed, and only one half of the
/// peers, drawn each time, hears of it. So each follower is asked to sign states that are not
/// ordered, under growing sequences.
struct Fickleness: Misconduct {
    mutating func step(
        _ inputs: [NodeInput], node: inout Node, kit: inout AdversaryKit
    ) -> [NodeEffect] {
        let effects = kit.run(inputs, on: &node)
        let choice = kit.generator.next()
        let (present, key, now) = (node, kit.key, kit.now)
        let bent = kit.rewriting(effects) { statement in
            guard case .newState(let state) = statement,
                let view = present.view(of: state.channel, at: now)
            else { return nil }
            return Self.chosen(from: state, on: view, choice, signedBy: key).map { .newState($0) }
        }
        return bent.map { Self.hidden($0, choice, kit) }
    }

    /// The proposal without the events that are not chosen.
    private static func chosen(
        from state: NewState, on view: ChannelView, _ choice: UInt64, signedBy key: NodeKey
    ) -> NewState? {
        let validator = view.validator
        guard state.parentLineage == validator.approved?.lineage,
            let ids = validator.listedEvents(of: state.lineage)
        else { return nil }
        let isChosen = { (id: EventID) in (id.digest.words.0 ^ choice).nonzeroBitCount % 2 == 0 }
        let events = ids.filter(isChosen).compactMap { validator.pool[$0] }
        let left = ids.filter { !isChosen($0) && !state.extraIDs.contains($0) }
        guard !events.isEmpty, let balances = balances(paying: events, on: validator),
            let root = StateTree(balances)?.stateRoot(of: state.channel)
        else { return nil }
        return NewState(
            channel: state.channel, sequence: state.sequence, parent: state.parent,
            parentLineage: state.parentLineage, cutoff: state.cutoff,
            eventCount: UInt64(events.count),
            eventsRoot: MerkleTree(leaves: events.map(\.key.id.digest))?.root,
            extraIDs: state.extraIDs.filter(isChosen), excludedIDs: state.excludedIDs + left,
            priceSequence: state.priceSequence,
            balances: balances.changes(since: validator.approved?.balances ?? Balances()),
            stateRoot: root, stateSignature: key.sign(stateRoot: root).bytes, exhausted: false)
    }

    private static func balances(
        paying events: [PooledEvent], on validator: ChannelValidator
    ) -> Balances? {
        let paid = validator.approved?.paid ?? .zero
        guard let remaining = validator.channel.deposit.subtracting(paid) else { return nil }
        let priced = events.map { event in
            (
                publisher: event.publisher,
                price: EventType(rawValue: event.type).map {
                    validator.prices.basePrice(
                        of: $0, publisher: event.publisher, occurredAt: event.key.occurredAt,
                        channel: validator.channel)
                } ?? .zero
            )
        }
        let before = validator.approved?.beforeFees ?? Balances()
        guard let after = before.adding(Payouts.distribute(priced, remaining: remaining)) else {
            return nil
        }
        return try? Fees.distribute(after, channel: validator.channel)
    }

    /// What leaves for a peer: without proposals when it is not among those that hear of this one.
    private static func hidden(
        _ effect: NodeEffect, _ choice: UInt64, _ kit: AdversaryKit
    ) -> NodeEffect {
        switch effect {
        case .sendGossip(let bytes, let peer):
            guard !hears(peer, choice),
                var rpc = try? RPC.decode(bytes, limits: kit.parameters.gossip),
                rpc.messages.contains(where: { isProposal($0, kit) })
            else { return effect }
            rpc.messages.removeAll { isProposal($0, kit) }
            return .sendGossip(rpc.encode(), to: peer)
        case .sendDirect(let bytes, let peer):
            guard !hears(peer, choice),
                let frame = try? LaneFrame.decode(bytes, limits: kit.parameters.lane),
                case .statements(let raws) = frame.body
            else { return effect }
            let kept = raws.filter { raw in
                (try? Message.decode(raw)).map { !isProposal($0, kit) } ?? true
            }
            guard kept.count < raws.count else { return effect }
            return .sendDirect(
                LaneFrame(
                    sequence: frame.sequence, acknowledged: frame.acknowledged,
                    body: .statements(kept)
                ).encode(), to: peer)
        case .persist, .answer, .load, .learnt, .graylist, .disconnect, .notice: return effect
        }
    }

    private static func hears(_ peer: PeerID, _ choice: UInt64) -> Bool {
        let octet = UInt64(peer.bytes.last ?? 0) &* 0x9e37_79b9_7f4a_7c15
        return ((octet ^ choice) >> 17).nonzeroBitCount % 2 == 0
    }

    private static func isProposal(_ message: Message, _ kit: AdversaryKit) -> Bool {
        guard message.from == kit.key.peerID,
            let statement = try? Statement.decode(message.data[...])
        else { return false }
        if case .newState = statement { return true }
        return false
    }
}
