// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Synchronization

/// Bounds the connections that others opened and that have not proved who they are.
///
/// A newcomer always gets in. When there is no room, the oldest connection of the address that
/// holds the most has to go: a flood displaces itself, and an honest peer needs its place for one
/// round trip.
final class HandshakeGate: Sendable {
    private struct Entry {
        let link: SessionLink
        let address: RemoteAddress
    }

    private struct State {
        var entries: [Entry] = []
        var countByAddress: [Bytes: Int] = [:]

        mutating func remove(at index: Int) -> SessionLink {
            let entry = entries.remove(at: index)
            let count = (countByAddress[entry.address.network] ?? 1) - 1
            countByAddress[entry.address.network] = count > 0 ? count : nil
            return entry.link
        }

        /// The oldest of the address that holds the most; the first of several such addresses.
        var victimIndex: Int? {
            let most = countByAddress.values.max()
            return entries.firstIndex { entry in countByAddress[entry.address.network] == most }
        }
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) { self.limit = limit }

    /// Lets a connection in.
    ///
    /// - Returns: the connection that has to go for it.
    func enter(_ link: SessionLink, from address: RemoteAddress) -> SessionLink? {
        state.withLock { state in
            let isFull = state.entries.count >= limit
            let victim = isFull ? state.victimIndex.map { state.remove(at: $0) } : nil
            state.entries.append(Entry(link: link, address: address))
            state.countByAddress[address.network, default: 0] += 1
            return victim
        }
    }

    /// A connection is proven or gone; nothing happens when it left before.
    func leave(_ link: SessionLink) {
        state.withLock { state in
            guard let index = state.entries.firstIndex(where: { $0.link === link }) else { return }
            _ = state.remove(at: index)
        }
    }
}
