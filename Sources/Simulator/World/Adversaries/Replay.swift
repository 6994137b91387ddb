// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import NodeCore
import Primitives
import ValidatorMessages

/// Keeps what it hears and says it again: to whoever has just connected, and remembers nothing,
/// from the beginning and in order; to others in an order that is drawn. Now and then it swaps the
/// frames that leave on a lane, or sends one twice.
struct Replay: Misconduct {
    private var beat: Beat
    private var kept: [Message] = []
    /// Where in the record each peer is that came after its beginning.
    private var newcomers: [(peer: PeerID, place: Int)] = []

    private static let memory = 8_192

    init(perSecond: Int) { beat = Beat(perSecond: perSecond) }

    var nextDeadline: Instant? { beat.nextDeadline }

    mutating func step(
        _ inputs: [NodeInput], node: inout Node, kit: inout AdversaryKit
    ) -> [NodeEffect] {
        for input in inputs { note(input) }
        for statement in kit.statements(in: inputs) { keep(statement.message) }
        var effects = kit.run(inputs, on: &node)
        if kit.draws(perMille: 1) { disorder(&effects) }
        let peers = node.connectedPeers
        for _ in 0..<beat.take(at: kit.now.instant) {
            effects += recite(kit)
            guard let message = kept.randomElement(using: &kit.generator),
                let peer = peers.randomElement(using: &kit.generator)
            else { continue }
            effects += kit.gossip([message], to: [peer])
        }
        return effects
    }

    private mutating func note(_ input: NodeInput) {
        switch input {
        case .gossipReady(let peer, _): newcomers.append((peer, 0))
        case .disconnected(let peer): newcomers.removeAll { $0.peer == peer }
        case .connected, .laneReady, .laneClosed, .gossip, .direct, .submitted, .channelAdded,
            .chain, .priced, .retargeted, .loaded, .settled, .woke:
            return
        }
    }

    private mutating func keep(_ message: Message) {
        kept.append(message)
        guard kept.count > Self.memory else { return }
        kept.removeFirst(Self.memory / 2)
        for index in newcomers.indices {
            newcomers[index].place = max(0, newcomers[index].place - Self.memory / 2)
        }
    }

    /// The next message of the record for each newcomer.
    private mutating func recite(_ kit: AdversaryKit) -> [NodeEffect] {
        var effects: [NodeEffect] = []
        for index in newcomers.indices where newcomers[index].place < kept.count {
            effects += kit.gossip([kept[newcomers[index].place]], to: [newcomers[index].peer])
            newcomers[index].place += 1
        }
        return effects
    }

    /// Swaps the first and the last frame for one peer, or repeats the only one.
    private func disorder(_ effects: inout [NodeEffect]) {
        let places = effects.indices.filter {
            if case .sendDirect = effects[$0] { true } else { false }
        }
        guard let first = places.first, case .sendDirect(_, let peer) = effects[first] else {
            return
        }
        let last = places.last {
            if case .sendDirect(_, peer) = effects[$0] { true } else { false }
        }
        guard let last, last != first else { return effects.append(effects[first]) }
        effects.swapAt(first, last)
    }
}
