// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Gossip
import Identity
import Primitives

extension Node {
    mutating func connect(_ peer: PeerID, _ session: PeerSession) -> [NodeEffect] {
        guard !peers.contains(peer) else { return [] }
        let state = PeerState(
            address: peer.address, session: session,
            foreignAllowance: parameters.foreignStatementsPerHeartbeatLimit)
        peers.insert(state, for: peer)
        let sharesChannel = channelOrder.contains { isShared($0, with: peer) }
        peers[peer]?.sharesChannel = sharesChannel
        if let used = usedWork.removeValue(forKey: peer) { peers[peer]?.work = used }
        _ = router.step(.met(peer, address: session.neighbourhood), at: now.instant)
        return appraise(peer)
    }

    mutating func disconnect(_ peer: PeerID) -> [NodeEffect] {
        guard var state = peers.removeValue(forKey: peer) else { return [] }
        if !state.work.isFull(parameters.reconciliation, at: now.instant) {
            usedWork[peer] = state.work
        }
        let effects = perform(router.step(.disconnected(peer), at: now.instant))
        // Whoever comes back is judged anew; nothing about the session may outlive it elsewhere.
        return state.isGraylisted ? effects + [.graylist(peer, false)] : effects
    }

    mutating func readyGossip(_ peer: PeerID, _ version: GossipVersion) -> [NodeEffect] {
        guard let session = peers[peer]?.session else { return [] }
        return perform(
            router.step(
                .connected(
                    peer, outbound: session.isOutbound, version: version,
                    address: session.neighbourhood), at: now.instant))
    }

    mutating func openLane(_ peer: PeerID) -> [NodeEffect] {
        guard peers.contains(peer) else { return [] }
        let lane = Lane(parameters: parameters.lane)
        peers[peer]?.lane = lane
        peers[peer]?.handedOver = []
        peers[peer]?.helloAt = [:]
        peers[peer]?.reconciling = PeerReconciliation()
        guard sharesChannel(with: peer) else { return [] }
        scheduleReconciliation(peer)
        // The greeting looks at every channel: who has used its share is greeted when that is due.
        if mayAsk(peer, work: channels.count) { sayHello(to: peer, about: nil) }
        return []
    }

    /// Takes note that a peer validates a channel that we have just come by.
    mutating func share(with peer: PeerID) {
        guard !sharesChannel(with: peer) else { return }
        peers[peer]?.sharesChannel = true
        if peers[peer]?.hasLane == true { scheduleReconciliation(peer) }
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
