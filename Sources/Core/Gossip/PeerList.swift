// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// Some peers, each once, in the order of their ids: what is walked in a fixed order.
struct PeerList: Sendable {
    private(set) var peers: [PeerID] = []

    var count: Int { peers.count }

    var isEmpty: Bool { peers.isEmpty }

    func contains(_ peer: PeerID) -> Bool { peers.sortedIndex(of: peer) != nil }

    /// Adds a peer; false when it was there.
    @discardableResult
    mutating func insert(_ peer: PeerID) -> Bool {
        let index = peers.partitioningIndex { !($0 < peer) }
        if index < peers.count, peers[index] == peer { return false }
        peers.insert(peer, at: index)
        return true
    }

    /// Takes a peer out; false when it was not there.
    @discardableResult
    mutating func remove(_ peer: PeerID) -> Bool {
        guard let index = peers.sortedIndex(of: peer) else { return false }
        peers.remove(at: index)
        return true
    }
}

extension Array {
    /// Up to `count` elements drawn without repetition.
    func drawn(_ count: Int, using generator: inout some RandomNumberGenerator) -> [Element] {
        guard count < self.count else { return self }
        guard count > 0 else { return [] }
        var rest = self
        for index in 0..<count {
            rest.swapAt(index, Int.random(in: index..<rest.count, using: &generator))
        }
        return [Element](rest.prefix(count))
    }
}
