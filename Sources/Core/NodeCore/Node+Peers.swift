// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Gossip
import Identity
import Primitives

extension Node {
    mutating func connect(_ peer: PeerID, isOutbound: Bool) -> [NodeEffect] {
        guard peers[peer] == nil else { return [] }
        peers[peer] = PeerState(address: peer.address, isOutbound: isOutbound)
        let place = peerOrder.firstIndex { $0 > peer } ?? peerOrder.endIndex
        peerOrder.insert(peer, at: place)
        return []
    }

    mutating func disconnect(_ peer: PeerID) -> [NodeEffect] {
        guard peers.removeValue(forKey: peer) != nil else { return [] }
        peerOrder.removeAll { $0 == peer }
        return perform(router.step(.disconnected(peer), at: now.instant))
    }

    mutating func readyGossip(_ peer: PeerID) -> [NodeEffect] {
        guard let state = peers[peer] else { return [] }
        let isOutbound = state.isOutbound
        return perform(
            router.step(.connected(peer, outbound: isOutbound), at: now.instant))
    }

    mutating func openLane(_ peer: PeerID) -> [NodeEffect] {
        guard peers[peer] != nil else { return [] }
        peers[peer]?.lane = Lane(parameters: parameters.lane)
        peers[peer]?.handedOver = []
        peers[peer]?.helloAt = [:]
        scheduleReconciliation(peer)
        sayHello(to: peer, about: nil)
        return []
    }

    mutating func closeLane(_ peer: PeerID) -> [NodeEffect] {
        peers[peer]?.lane = nil
        peers[peer]?.reconcileAt = nil
        return []
    }

    mutating func scheduleReconciliation(_ peer: PeerID) {
        let jitter = UInt64.random(in: 0..<250, using: &generator)
        let wait = parameters.reconcileInterval + parameters.reconcileInterval * Int(jitter) / 1_000
        peers[peer]?.reconcileAt = now.instant.advanced(by: wait)
    }

    /// Performs what the router wants done.
    mutating func perform(_ effects: [RouterEffect]) -> [NodeEffect] {
        var performed: [NodeEffect] = []
        for effect in effects {
            switch effect {
            case .send(let rpc, let peer): performed.append(.sendGossip(rpc.encode(), to: peer))
            case .violated(let peer, let violation):
                performed.append(.notice(.violation(peer, name: violation.name)))
            case .deliver: continue
            }
        }
        return performed
    }
}
