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

    /// The network address of the other end, or an empty text.
    var remoteHost: String { channel.remoteAddress?.ipAddress ?? "" }

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

    /// Says farewell to the peer and closes the connection.
    func close() {
        let isFirst = state.withLock { state in
            defer { state.isClosing = true }
            return !state.isClosing
        }
        guard isFirst else { return }
        channel.writeAndFlush(SessionCommand.close).whenFailure { _ in
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
