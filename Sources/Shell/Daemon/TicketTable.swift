// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Synchronization

/// Clients that wait for the answer to a submission.
final class TicketTable: Sendable {
    private struct State {
        var nextTicket: UInt64 = 1
        var replies: [UInt64: Reply<SubmissionAnswer?>] = [:]
        var isClosed = false
    }

    private let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int) { self.capacity = capacity }

    /// Opens a ticket; its reply is nil when the node stops before it answers.
    ///
    /// - Returns: nil when as many wait as the capacity allows.
    func open() -> (ticket: UInt64, reply: Reply<SubmissionAnswer?>)? {
        let reply = Reply<SubmissionAnswer?>()
        let (ticket, isClosed) = state.withLock { state -> (UInt64?, Bool) in
            guard state.replies.count < capacity else { return (nil, state.isClosed) }
            defer { state.nextTicket += 1 }
            if !state.isClosed { state.replies[state.nextTicket] = reply }
            return (state.nextTicket, state.isClosed)
        }
        if isClosed { reply.fill(nil) }
        return ticket.map { ($0, reply) }
    }

    /// Hands out an answer.
    func resolve(_ ticket: UInt64, with answer: SubmissionAnswer?) {
        let reply = state.withLock { $0.replies.removeValue(forKey: ticket) }
        reply?.fill(answer)
    }

    /// Tells everybody who waits that no answer will come.
    func close() {
        let replies = state.withLock { state in
            state.isClosed = true
            defer { state.replies.removeAll() }
            return Array(state.replies.values)
        }
        for reply in replies { reply.fill(nil) }
    }
}
