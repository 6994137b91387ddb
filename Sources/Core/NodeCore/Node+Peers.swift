// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Gossip
import Identity
import Primitives

extension Node {
    mutating func connect(_ peer: PeerID, _ session: PeerSession) -> [NodeEffect] {
        guard peers[peer] == nil else { return [] }
        peers[peer] = PeerState(
            address: peer.address, session: session,
            foreignAllowance: parameters.foreignStatementsPerHeartbeatLimit)
        return []
    }

    mutating func disconnect(_ peer: PeerID) -> [NodeEffect] {
        guard peers.removeValue(forKey: peer) != nil else { return [] }
        return perform(router.step(.disconnected(peer), at: now.instant))
    }

    mutating func readyGossip(_ peer: PeerID, _ version: GossipVersion) -> [NodeEffect] {
        guard let session = peers[peer]?.session else { return [] }
        let greeting = perform(
            router.step(
                .connected(
                    peer, outbound: session.isOutbound, version: version,
                    address: session.neighbourhood), at: now.instant))
        return greeting + appraise(peer)
    }

    mutating func openLane(_ peer: PeerID) -> [NodeEffect] {
        guard peers[peer] != nil else { return [] }
        peers[peer]?.lane = Lane(parameters: parameters.lane)
        peers[peer]?.handedOver = []
        peers[peer]?.helloAt = [:]
        peers[peer]?.reconciling = PeerReconciliation()
        scheduleReconciliation(peer)
        sayHello(to: peer, about: nil)
        return []
    }

    mutating func closeLane(_ peer: PeerID) -> [NodeEffect] {
        peers[peer]?.lane = nil
        peers[peer]?.reconcileAt = nil
        peers[peer]?.reconciling = PeerReconciliation()
        return []
    }

    /// Performs what the router wants done.
    mutating func perform(_ effects: [RouterEffect]) -> [NodeEffect] {
        var performed: [NodeEffect] = []
        for effect in effects {
            switch effect {
            case .send(let rpc, let peer): performed.append(.sendGossip(rpc.encode(), to: peer))
            case .violated(let peer, let violation):
                performed.append(.notice(.violation(peer, name: violation.name)))
                performed += judgeStanding(of: peer)
            case .deliver, .offered: continue
            }
        }
        return performed
    }
}
