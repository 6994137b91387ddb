// This source file is part of the Outpace project. License: see LICENSE.

import NIOCore
import Synchronization

/// Every connection of the process, in whatever state, so that all can be closed.
final class LinkRegister: Sendable {
    private struct State {
        var links: [UInt64: SessionLink] = [:]
        var nextNumber: UInt64 = 1
        var isClosed = false
    }

    private let state = Mutex(State())

    func number() -> UInt64 {
        state.withLock { state in
            defer { state.nextNumber += 1 }
            return state.nextNumber
        }
    }

    /// Keeps a connection until it is closed; false when no more may come.
    func add(_ link: SessionLink) -> Bool {
        let isOpen = state.withLock { state in
            if !state.isClosed { state.links[link.number] = link }
            return !state.isClosed
        }
        guard isOpen else { return false }
        link.channel.closeFuture.whenComplete { _ in
            self.state.withLock { $0.links[link.number] = nil }
        }
        return true
    }

    /// All connections there are, in no order.
    var links: [SessionLink] { state.withLock { Array($0.links.values) } }

    /// Closes all connections, and every one that comes later.
    func close() {
        for link in closeAndList() { link.close() }
    }

    /// Closes all connections and returns when their sockets are gone.
    func drain() async {
        let links = closeAndList()
        for link in links { link.close() }
        for link in links { await link.closed() }
    }

    private func closeAndList() -> [SessionLink] {
        state.withLock { state in
            state.isClosed = true
            return Array(state.links.values)
        }
    }
}
