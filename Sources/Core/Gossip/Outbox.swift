// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// What one step of the router wants done: verdicts first, then one RPC per peer, in the order
/// spoken to.
struct Outbox: Sendable {
    private var effects: [RouterEffect] = []
    private var order: [PeerID] = []
    private var rpcs: [PeerID: RPC] = [:]

    /// Wants something done at once.
    mutating func emit(_ effect: RouterEffect) { effects.append(effect) }

    /// Adds to what is said to a peer.
    mutating func say(to peer: PeerID, _ add: (inout RPC) -> Void) {
        if rpcs[peer] == nil { order.append(peer) }
        add(&rpcs[peer, default: RPC()])
    }

    /// Hands everything out and starts anew; RPCs are cut at `limit` octets.
    mutating func drain(limit: Int) -> [RouterEffect] {
        for peer in order {
            guard let rpc = rpcs[peer] else { continue }
            effects += rpc.split(limit: limit).map { .send($0, to: peer) }
        }
        defer { self = Outbox() }
        return effects
    }
}
