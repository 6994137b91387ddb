// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Primitives
import Validator

/// Two copies of one node, each with half of the peers: both are honest, together they are not.
///
/// The copies part as soon as the node may sign, so that they know the same until then. They get
/// different submissions and hear different statements from then on, and sign both under one key.
/// Only the first has the disk.
struct Equivocation: Misconduct {
    private var twin: Node?
    /// Whether the next submission is the twin's.
    private var isTwinsTurn = false

    var nextDeadline: Instant? { twin?.nextDeadline }

    mutating func step(
        _ inputs: [NodeInput], node: inout Node, kit: inout AdversaryKit
    ) -> [NodeEffect] {
        guard twin != nil || isTrusted(node, kit) else { return kit.run(inputs, on: &node) }
        var effects: [NodeEffect] = []
        var other = twin ?? part(from: &node, kit: kit, into: &effects)
        for input in inputs {
            let isFirsts = belongsToFirst(input, kit)
            if isFirsts ?? true { effects += node.step(input, at: kit.now) }
            if !(isFirsts ?? false) { effects += said(by: other.step(input, at: kit.now)) }
        }
        if let deadline = other.nextDeadline, deadline <= kit.now.instant {
            effects += said(by: other.step(.woke, at: kit.now))
            effects += said(by: other.step(.settled, at: kit.now))
        }
        twin = other
        return effects
    }

    /// Whether the node may sign: after a start it has to hear a supermajority, which no half is.
    private func isTrusted(_ node: Node, _ kit: AdversaryKit) -> Bool {
        let channels = node.channelIDs
        return !channels.isEmpty
            && channels.allSatisfy {
                node.view(of: $0, at: kit.now)?.validator.isPermitted ?? true
            }
    }

    /// Gives each of two copies its half of the peers that are connected already.
    private func part(
        from node: inout Node, kit: AdversaryKit, into effects: inout [NodeEffect]
    ) -> Node {
        var other = node
        for peer in node.connectedPeers {
            if Self.isFirsts(peer, kit) {
                _ = other.step(.disconnected(peer), at: kit.now)
            } else {
                effects += node.step(.disconnected(peer), at: kit.now)
            }
        }
        return other
    }

    private static func isFirsts(_ peer: PeerID, _ kit: AdversaryKit) -> Bool {
        if let place = kit.hosts.firstIndex(of: peer) { return place.isMultiple(of: 2) }
        return (peer.bytes.last ?? 0).isMultiple(of: 2)
    }

    /// Whether an input is the first copy's alone, the twin's alone, or, where nil, both's.
    private mutating func belongsToFirst(_ input: NodeInput, _ kit: AdversaryKit) -> Bool? {
        switch input {
        case .connected(let peer, _), .disconnected(let peer), .gossipReady(let peer, _),
            .laneReady(let peer), .laneClosed(let peer), .gossip(_, let peer),
            .direct(_, let peer):
            return Self.isFirsts(peer, kit)
        case .loaded(.states(let states)): return Self.isFirsts(states.peer, kit)
        case .loaded(.records(let records)): return Self.isFirsts(records.peer, kit)
        case .submitted:
            isTwinsTurn.toggle()
            return isTwinsTurn
        case .loaded(.missing), .channelAdded, .chain, .priced, .retargeted, .settled, .woke:
            return nil
        }
    }

    /// What of a twin's doing leaves the host: it has no disk.
    private func said(by effects: [NodeEffect]) -> [NodeEffect] {
        effects.filter { if case .persist = $0 { false } else { true } }
    }
}
