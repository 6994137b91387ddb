// This source file is part of the Outpace project. License: see LICENSE.

import NIOCore
import Peering
import Primitives
import Synchronization

/// One connection, as everybody but its event loop sees it.
final class SessionLink: Sendable {
    private struct State {
        var isClosing = false
        var queuedByteCount = 0
        var remoteAddress = RemoteAddress(nil)
        var requests: [UInt64: CheckedContinuation<SessionAnswer, any Error>] = [:]
        var nextRequestNumber: UInt64 = 1
        var isOver = false
    }

    /// Tells connections of one process apart.
    let number: UInt64
    let channel: any Channel
    let isOutbound: Bool
    let mailbox: Mailbox
    /// Opens when the owner was told that the session is over.
    let ended = Latch()
    private let sendByteLimit: Int
    private let counters: SharedCounters
    private let state = Mutex(State())

    init(
        number: UInt64, channel: any Channel, isOutbound: Bool,
        configuration: TransportConfiguration, counters: SharedCounters
    ) {
        self.number = number
        self.channel = channel
        self.isOutbound = isOutbound
        self.counters = counters
        mailbox = Mailbox(byteLimit: configuration.inboundByteLimit)
        sendByteLimit = configuration.outboundByteLimit
    }

    /// The network address of the other end; known from when the socket is connected, and kept
    /// after it is closed.
    var remoteAddress: RemoteAddress {
        state.withLock { state in
            if state.remoteAddress.bytes == nil {
                state.remoteAddress = RemoteAddress(channel.remoteAddress)
            }
            return state.remoteAddress
        }
    }

    /// Whether the connection is open and nobody asked for its end.
    var isLive: Bool { channel.isActive && !state.withLock { $0.isClosing } }

    /// Hands messages to the session; what its event loop is too busy for is dropped and counted.
    func send(_ messages: [(lane: SessionLane, message: Bytes)]) {
        let byteCount = messages.reduce(0) { sum, entry in sum + entry.message.count + 64 }
        let isAccepted = state.withLock { state in
            guard !state.isClosing,
                state.queuedByteCount == 0
                    || state.queuedByteCount + byteCount <= sendByteLimit
            else { return false }
            state.queuedByteCount += byteCount
            return true
        }
        guard isAccepted else { return noteLoss(of: messages.count) }
        let promise = channel.eventLoop.makePromise(of: Void.self)
        promise.futureResult.whenComplete { result in
            self.state.withLock { $0.queuedByteCount -= byteCount }
            if case .failure = result { self.noteLoss(of: messages.count) }
        }
        channel.writeAndFlush(SessionCommand.send(messages), promise: promise)
    }

    /// Asks something of the peer and waits for the answer; a cancelled task stops waiting.
    ///
    /// - Throws: `RequestFault` or `CancellationError`.
    func ask(_ request: SessionRequest) async throws -> SessionAnswer {
        let number = state.withLock { state in
            defer { state.nextRequestNumber += 1 }
            return state.nextRequestNumber
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isOpen = state.withLock { state in
                    // A cancellation that comes after this look waits for the lock and finds the
                    // continuation.
                    guard !state.isOver, !Task.isCancelled else { return false }
                    state.requests[number] = continuation
                    return true
                }
                guard isOpen else {
                    return continuation.resume(throwing: RequestFault.sessionEnded)
                }
                channel.writeAndFlush(SessionCommand.ask(request, number: number)).whenFailure {
                    _ in self.resolve(number, .failure(.sessionEnded))
                }
            }
        } onCancel: {
            channel.writeAndFlush(SessionCommand.cancel(number: number), promise: nil)
            resolve(number, .failure(.cancelled))
        }
    }

    /// Hands an answer to whoever asked; nothing happens when nobody waits for it any more.
    func resolve(_ number: UInt64, _ result: Result<SessionAnswer, RequestFault>) {
        let waiting = state.withLock { $0.requests.removeValue(forKey: number) }
        waiting?.resume(with: result.mapError { fault -> any Error in fault })
    }

    /// The session is over: whoever waits for an answer gets none.
    func failRequests() {
        let waiting = state.withLock { state in
            state.isOver = true
            defer { state.requests = [:] }
            return state.requests.values
        }
        for continuation in waiting { continuation.resume(throwing: RequestFault.sessionEnded) }
    }

    /// Tells the peer where this node listens now, if it wants to know.
    func announce(_ addresses: [Bytes]) {
        channel.writeAndFlush(SessionCommand.announce(addresses), promise: nil)
    }

    /// Says farewell to the peer and closes the connection.
    ///
    /// - Parameter draining: whether what is queued may leave first.
    func close(draining: Bool = true) {
        let isFirst = state.withLock { state in
            defer { state.isClosing = true }
            return !state.isClosing
        }
        guard isFirst else { return }
        channel.writeAndFlush(draining ? SessionCommand.close : .abort).whenFailure { _ in
            self.channel.close(promise: nil)
        }
    }

    /// Returns when the socket is closed.
    func closed() async {
        // The future never fails.
        try? await channel.closeFuture.get()
    }

    func resumeReading() { channel.read() }

    private func noteLoss(of count: Int) {
        counters.update { $0.messagesDropped += UInt64(count) }
    }
}
