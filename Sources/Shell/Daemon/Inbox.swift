// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Primitives
import Synchronization

/// What waits for the node's loop: inputs from many senders, taken all at once by one receiver.
///
/// Bounded: `send` waits while it is full, so a busy loop slows its senders down, and through them the
/// sockets, instead of growing a queue.
final class Inbox: Sendable {
    /// One thing for the loop to do.
    enum Item: Sendable {
        case input(NodeInput)
        /// Looks at the node between two batches, when everything it shows is durable; nil once the
        /// node has stopped.
        case inspection(@Sendable ((node: Node, now: Moment)?) -> Void)
    }

    private struct State {
        var items: [Item] = []
        var isWoken = false
        var isClosed = false
        var receiver: CheckedContinuation<Void, Never>?
        var senders: [CheckedContinuation<Void, Never>] = []
    }

    private let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int) { self.capacity = capacity }

    /// Adds an item, waiting while the inbox is full; false once it is closed.
    @discardableResult
    func send(_ item: Item) async -> Bool {
        while true {
            let isTaken: Bool? = state.withLock { state in
                if state.isClosed { return false }
                guard state.items.count < capacity else { return nil }
                state.items.append(item)
                return true
            }
            if let isTaken {
                if isTaken { resumeReceiver() }
                return isTaken
            }
            await withCheckedContinuation { continuation in
                let isFull = state.withLock { state in
                    let isFull = state.items.count >= capacity && !state.isClosed
                    if isFull { state.senders.append(continuation) }
                    return isFull
                }
                if !isFull { continuation.resume() }
            }
        }
    }

    /// Tells the loop that a deadline has passed.
    func wake() {
        state.withLock { $0.isWoken = true }
        resumeReceiver()
    }

    /// Takes everything that has gathered, waiting until there is something.
    ///
    /// - Returns: nil once the inbox is closed and empty. An empty batch means that a deadline passed.
    func receive() async -> [Item]? {
        while true {
            let (batch, isClosed) = state.withLock { state -> ([Item]?, Bool) in
                guard !state.items.isEmpty || state.isWoken else { return (nil, state.isClosed) }
                state.isWoken = false
                defer { state.items.removeAll(keepingCapacity: true) }
                return (state.items, state.isClosed)
            }
            if let batch {
                resumeSenders()
                return batch
            }
            if isClosed { return nil }
            await withCheckedContinuation { continuation in
                let isEmpty = state.withLock { state in
                    let isEmpty = state.items.isEmpty && !state.isWoken && !state.isClosed
                    if isEmpty { state.receiver = continuation }
                    return isEmpty
                }
                if !isEmpty { continuation.resume() }
            }
        }
    }

    /// Takes nothing more; what is inside is still received.
    func close() {
        state.withLock { $0.isClosed = true }
        resumeReceiver()
        resumeSenders()
    }

    /// Closes and tells every inspection inside that the node has stopped.
    func abandon() {
        close()
        let items = state.withLock { state in
            defer { state.items.removeAll() }
            return state.items
        }
        for case .inspection(let inspection) in items { inspection(nil) }
    }

    private func resumeReceiver() {
        let receiver = state.withLock { state in
            defer { state.receiver = nil }
            return state.receiver
        }
        receiver?.resume()
    }

    private func resumeSenders() {
        let senders = state.withLock { state in
            defer { state.senders.removeAll() }
            return state.senders
        }
        for sender in senders { sender.resume() }
    }
}
