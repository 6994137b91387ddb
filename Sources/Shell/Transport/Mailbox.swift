// This source file is part of the Outpace project. License: see LICENSE.

import Peering
import Synchronization

/// Effects of one session on their way from the socket's event loop to the connection's task.
///
/// Bounded by the socket: while more than `byteLimit` octets wait or are being dealt with, the
/// handler does not read. What one read of the socket brings is taken all the same.
///
/// This, and not the credit of the multiplexer, is what makes a peer wait for this node: a session
/// gives credit as soon as a message is whole, so a slow owner is felt through TCP, by all streams of
/// the one peer. That is enough, because streams of one session are for one owner: bulk that nobody
/// deals with (`/perf`) never comes here, and the answers to pings that then wait are no reason for
/// a peer to end the session, as long as the owner gets on within `pingTimeout`.
final class Mailbox: Sendable {
    private struct State {
        var effects: [SessionEffect] = []
        /// Octets of the effects inside and of those that were taken last.
        var byteCount = 0
        var takenByteCount = 0
        var isFinished = false
        /// Whether a read was held back.
        var isStalled = false
        var reader: CheckedContinuation<[SessionEffect]?, Never>?
    }

    /// What an effect without a message counts as, and what a message counts as besides its octets.
    private static let effectByteCount = 64

    private let byteLimit: Int
    private let state = Mutex(State())

    init(byteLimit: Int) { self.byteLimit = byteLimit }

    /// Whether the socket may be read; when not, `next` says when it may.
    func admitsRead() -> Bool {
        state.withLock { state in
            state.isStalled = state.byteCount >= byteLimit
            return !state.isStalled
        }
    }

    func put(_ effects: [SessionEffect]) {
        guard !effects.isEmpty else { return }
        let count = effects.reduce(0) { sum, effect in
            guard case .heard(_, let message) = effect else { return sum + Self.effectByteCount }
            return sum + Self.effectByteCount + message.count
        }
        let reader = state.withLock { state -> CheckedContinuation<[SessionEffect]?, Never>? in
            guard !state.isFinished else { return nil }
            state.byteCount += count
            guard let reader = state.reader else {
                if state.effects.isEmpty {
                    state.effects = effects
                } else {
                    state.effects += effects
                }
                return nil
            }
            state.takenByteCount = count
            state.reader = nil
            return reader
        }
        reader?.resume(returning: effects)
    }

    /// Nothing comes any more; what is inside can still be taken.
    func finish() {
        let reader = state.withLock { state in
            state.isFinished = true
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(returning: nil)
    }

    /// Takes everything, once there is something; what was taken before counts as dealt with.
    ///
    /// - Parameter resume: called when a read was held back that is possible now.
    /// - Returns: nil when the session is over.
    func next(resume: () -> Void) async -> [SessionEffect]? {
        let mayResume = state.withLock { state in
            state.byteCount -= state.takenByteCount
            state.takenByteCount = 0
            guard state.isStalled, state.byteCount < byteLimit else { return false }
            state.isStalled = false
            return true
        }
        if mayResume { resume() }
        return await withCheckedContinuation { continuation in
            let taken = state.withLock { state -> [SessionEffect]?? in
                if !state.effects.isEmpty {
                    state.takenByteCount = state.byteCount
                    defer { state.effects = [] }
                    return state.effects
                }
                if state.isFinished { return .some(nil) }
                precondition(state.reader == nil, "a mailbox has one reader")
                state.reader = continuation
                return nil
            }
            if let taken { continuation.resume(returning: taken) }
        }
    }
}

/// Takes effects out of a mailbox one by one.
struct MailboxReader {
    private let link: SessionLink
    private var effects: [SessionEffect] = []
    private var index = 0

    init(_ link: SessionLink) { self.link = link }

    mutating func next() async -> SessionEffect? {
        if index == effects.count {
            guard let taken = await link.mailbox.next(resume: link.resumeReading) else {
                return nil
            }
            effects = taken
            index = 0
        }
        defer { index += 1 }
        return effects[index]
    }
}
