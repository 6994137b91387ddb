// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// What one step of the router wants done: verdicts first, then one RPC per peer, in the order
/// spoken to.
struct Outbox: Sendable {
    /// Up to so many peers are looked for one by one.
    private static let fewCount = 8

    private var effects: [RouterEffect] = []
    private var said: [(peer: PeerID, rpc: RPC)] = []
    /// Where the peers are, once they are many.
    private var places: [PeerID: Int] = [:]

    /// Wants something done at once.
    mutating func emit(_ effect: RouterEffect) { effects.append(effect) }

    /// Adds to what is said to a peer.
    mutating func say(to peer: PeerID, _ add: (inout RPC) -> Void) {
        let place = place(of: peer) ?? said.endIndex
        if place == said.endIndex { append(peer) }
        add(&said[place].rpc)
    }

    /// Hands everything out and starts anew; RPCs are cut at `limit` octets.
    mutating func drain(limit: Int) -> [RouterEffect] {
        guard !said.isEmpty else {
            defer { effects = [] }
            return effects
        }
        effects.reserveCapacity(effects.count + said.count)
        for (peer, rpc) in said {
            if rpc.fits(limit) {
                effects.append(.send(rpc, to: peer))
            } else {
                effects += rpc.split(limit: limit).map { .send($0, to: peer) }
            }
        }
        defer { self = Outbox() }
        return effects
    }

    private func place(of peer: PeerID) -> Int? {
        guard places.isEmpty else { return places[peer] }
        return said.firstIndex { $0.peer == peer }
    }

    private mutating func append(_ peer: PeerID) {
        said.append((peer, RPC()))
        if !places.isEmpty {
            places[peer] = said.count - 1
        } else if said.count > Self.fewCount {
            for (place, entry) in said.enumerated() { places[entry.peer] = place }
        }
    }
}
