// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// A value for each of some peers, looked at and changed where it lies.
///
/// A dictionary hands out copies; what is kept about a peer holds many references, and is looked at
/// for every message and every peer.
struct PeerMap<Value: Sendable>: Sendable {
    private var places: [PeerID: Int] = [:]
    private var slots: [Value?] = []
    private var vacant: [Int] = []

    var count: Int { places.count }

    /// In no order.
    var keys: [PeerID] { Array(places.keys) }

    /// In no order.
    var values: [Value] { slots.compactMap(\.self) }

    func contains(_ peer: PeerID) -> Bool { places[peer] != nil }

    subscript(peer: PeerID) -> Value? {
        get { if let place = places[peer] { slots[place] } else { nil } }
        _modify {
            let place = places[peer] ?? reserve(peer)
            defer { if case .none = slots[place] { release(peer, place) } }
            yield &slots[place]
        }
    }

    /// Takes a peer out; answers what was kept about it.
    mutating func removeValue(forKey peer: PeerID) -> Value? {
        guard let place = places[peer] else { return nil }
        let value = slots[place].take()
        release(peer, place)
        return value
    }

    /// Changes all values, in no order.
    mutating func updateAll(_ body: (inout Value) -> Void) {
        for place in slots.indices { Self.change(&slots[place], body) }
    }

    private static func change(_ slot: inout Value?, _ body: (inout Value) -> Void) {
        guard var value = slot.take() else { return }
        body(&value)
        slot = value
    }

    private mutating func reserve(_ peer: PeerID) -> Int {
        let place = vacant.popLast() ?? slots.endIndex
        if place == slots.endIndex { slots.append(nil) }
        places[peer] = place
        return place
    }

    private mutating func release(_ peer: PeerID, _ place: Int) {
        places[peer] = nil
        vacant.append(place)
    }
}
