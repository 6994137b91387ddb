// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives

extension GossipWorld {
    /// Sybils take every peer into their meshes and hold nothing against anybody.
    static func sybilParameters(_ honest: GossipParameters) -> GossipParameters {
        var parameters = honest
        parameters.degreeHigh = 1_000
        parameters.score = ScoreParameters.standard
        parameters.score.graylistThreshold = -1e12
        parameters.score.publishThreshold = -1e11
        parameters.score.gossipThreshold = -1e10
        return parameters
    }

    /// Whether a node is a Sybil that drops now.
    private func isAttacking(_ node: Int) -> Bool {
        guard let sybils = layout.sybils, node >= layout.nodeCount else { return false }
        return elapsed >= sybils.attacksAt
    }

    /// Whether a node is a Sybil that only keeps its place in meshes.
    func isSilent(_ node: Int) -> Bool {
        node >= layout.nodeCount && isAttacking(node) && layout.sybils?.isSilent == true
    }

    /// Connects all Sybils; those that attack from then on graft everybody they dialled.
    mutating func connectSybils() {
        guard let sybils = layout.sybils else { return }
        let targets = sybils.targets ?? Array(0..<layout.nodeCount)
        for number in 0..<sybils.count {
            let node = layout.nodeCount + number
            let address = sybils.addressCount.map { count -> Bytes in
                [10, 0, UInt8((number % count) >> 8), UInt8((number % count) & 0xff)]
            }
            for place in drawn(sybils.degree, of: targets.indices, besides: node) {
                let target = targets[place]
                connect(node, target, address: address)
                if isAttacking(node) { regraft(hop(node, target)) }
            }
        }
    }

    /// What a Sybil leaves out of what its router would say.
    mutating func bend(_ rpc: inout RPC, of node: Int, to target: Int) {
        guard let sybils = layout.sybils, isAttacking(node) else { return }
        rpc.messages.removeAll { message in
            let author = book.author(of: Self.number(of: message))
            if let censored = sybils.censored, author != censored { return false }
            return Int(generator.next() % 1_000) < sybils.dropPerMille
        }
        if sybils.isSilent { rpc.control.ihave = [] }
        rpc.control.prune = []
        if let censored = sybils.censored {
            let name = hosts[censored].id.bytes
            rpc.control.ihave = rpc.control.ihave.compactMap { part in
                let ids = part.ids.filter { !$0.bytes.starts(with: name) }
                return ids.isEmpty ? nil : Control.IHave(topic: part.topic, ids: ids)
            }
        }
    }

    /// A Sybil that is pruned does not take it to heart, and comes back.
    mutating func notice(_ rpc: inout RPC, _ hop: Hop) {
        guard let sybils = layout.sybils, isAttacking(hop.to), !rpc.control.prune.isEmpty else {
            return
        }
        rpc.control.prune = []
        let back = Hop(
            from: hop.to, to: hop.from, fromEpoch: hop.toEpoch, toEpoch: hop.fromEpoch)
        schedule(.regraft(back), at: now.advanced(by: sybils.regraftDelay))
    }

    mutating func regraft(_ hop: Hop) {
        var rpc = RPC()
        rpc.control.graft = [Self.topic]
        let due = arrival(of: 20, from: hop.from, to: hop.to)
        schedule(.rpc(hop, rpc), at: due)
    }
}
