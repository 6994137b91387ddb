// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Identity
import NodeCore
import Primitives

/// Takes its place in every mesh and does not pass on what it should: it grafts, subscribes,
/// answers and acknowledges like anybody else.
struct Withholding: Misconduct {
    private let conduct: SybilConduct
    private var turnsAt: Instant?

    init(_ conduct: SybilConduct) { self.conduct = conduct }

    mutating func step(
        _ inputs: [NodeInput], node: inout Node, kit: inout AdversaryKit
    ) -> [NodeEffect] {
        let start = turnsAt ?? kit.now.instant.advanced(by: conduct.behavesFor)
        turnsAt = start
        var effects = shunned(inputs, kit)
        effects += kit.run(inputs, on: &node)
        guard kit.now.instant >= start else { return effects }
        return effects.compactMap { bend($0, kit: &kit) }
    }

    /// Ends the sessions with everybody but the target.
    private func shunned(_ inputs: [NodeInput], _ kit: AdversaryKit) -> [NodeEffect] {
        guard let target = peer(conduct.target, kit) else { return [] }
        return inputs.compactMap { input in
            guard case .connected(let peer, _) = input, peer != target else { return nil }
            return .disconnect(peer, .lowScore)
        }
    }

    private func bend(_ effect: NodeEffect, kit: inout AdversaryKit) -> NodeEffect? {
        guard case .sendGossip(let bytes, let receiver) = effect,
            var rpc = try? RPC.decode(bytes, limits: kit.parameters.gossip)
        else { return effect }
        let censored = peer(conduct.censored, kit)
        let before = rpc.messages.count
        var isKept: [Bool] = []
        for message in rpc.messages {
            let isForeign = message.from != kit.key.peerID
            let isMeant = isForeign && (censored == nil || message.from == censored)
            isKept.append(!(isMeant && kit.draws(perMille: conduct.withholdsPerMille)))
        }
        rpc.messages = zip(rpc.messages, isKept).filter(\.1).map(\.0)
        let hidesPromises = !conduct.breaksPromises && !rpc.control.ihave.isEmpty
        if hidesPromises { rpc.control.ihave = [] }
        guard hidesPromises || rpc.messages.count < before else { return effect }
        return rpc.isEmpty ? nil : .sendGossip(rpc.encode(), to: receiver)
    }

    private func peer(_ place: Int?, _ kit: AdversaryKit) -> PeerID? {
        guard let place, kit.hosts.indices.contains(place) else { return nil }
        return kit.hosts[place]
    }
}

extension SybilConduct {
    /// A peer that keeps so many of a thousand messages back, from everybody.
    init(withholding perMille: Int) {
        self.init()
        withholdsPerMille = perMille
    }
}
