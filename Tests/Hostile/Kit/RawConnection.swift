// This source file is part of the Outpace project. License: see LICENSE.

import NIOCore
import NIOPosix
import Primitives
import Synchronization

/// A plain TCP connection that says whatever it is told, and hears whatever comes.
final class RawConnection: Sendable {
    /// What a wait for octets ended with.
    enum Arrival: Sendable {
        case bytes(Bytes)
        case ended
        case nothing
    }

    private let channel: any Channel
    private let inflow: Inflow

    private init(channel: any Channel, inflow: Inflow) {
        self.channel = channel
        self.inflow = inflow
    }

    /// Connects to a port of this machine.
    ///
    /// - Parameter receiveBuffer: how many octets the kernel keeps for a client that does not read;
    ///   nil leaves it to the kernel.
    static func open(port: Int, receiveBuffer: Int? = nil) async throws -> RawConnection {
        let inflow = Inflow()
        var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(10))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(InflowHandler(inflow: inflow))
                }
            }
        if let receiveBuffer {
            bootstrap = bootstrap.channelOption(
                .socketOption(.so_rcvbuf), value: SocketOptionValue(receiveBuffer))
        }
        let channel = try await bootstrap.connect(host: "127.0.0.1", port: port).get()
        return RawConnection(channel: channel, inflow: inflow)
    }

    /// Whether the other side closed the connection, or we did.
    var isEnded: Bool { inflow.isEnded }

    /// Sends octets and waits until the kernel took them.
    ///
    /// - Returns: false when the connection is gone, or the kernel did not take them in time.
    @discardableResult
    func send(_ bytes: Bytes, within limit: Duration = .seconds(5)) async -> Bool {
        let promise = channel.eventLoop.makePromise(of: Bool.self)
        channel.writeAndFlush(channel.allocator.buffer(bytes: bytes)).whenComplete { result in
            if case .success = result { promise.succeed(true) } else { promise.succeed(false) }
        }
        channel.eventLoop.scheduleTask(in: TimeAmount(limit)) { promise.succeed(false) }
        return (try? await promise.futureResult.get()) ?? false
    }

    /// Waits for the next octets.
    func receive(within limit: Duration) async -> Arrival {
        await withCheckedContinuation { continuation in
            guard let ticket = inflow.wait(continuation) else { return }
            channel.eventLoop.scheduleTask(in: TimeAmount(limit)) { [inflow] in
                inflow.expire(ticket)
            }
        }
    }

    /// Waits for the end of the connection, passing over what comes.
    ///
    /// - Returns: whether it ended in time.
    func ends(within limit: Duration) async -> Bool {
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            switch await receive(within: deadline - ContinuousClock.now) {
            case .bytes: continue
            case .ended: return true
            case .nothing: return false
            }
        }
        return isEnded
    }

    /// Reads nothing more: the kernel keeps what fits its buffer, the sender the rest.
    func stopReading() async {
        // A socket that is closed has no options any more.
        try? await channel.setOption(.autoRead, value: false).get()
    }

    func close() { channel.close(promise: nil) }
}

/// The octets that came and the one who waits for them.
private final class Inflow: Sendable {
    private struct State {
        var bytes: Bytes = []
        var isEnded = false
        var waiter: CheckedContinuation<RawConnection.Arrival, Never>?
        var ticket = 0
    }

    private let state = Mutex(State())

    var isEnded: Bool { state.withLock { $0.isEnded } }

    /// Waits for octets; nil when the answer was there already.
    func wait(_ waiter: CheckedContinuation<RawConnection.Arrival, Never>) -> Int? {
        let (arrival, ticket) = state.withLock { state -> (RawConnection.Arrival?, Int) in
            if !state.bytes.isEmpty {
                defer { state.bytes = [] }
                return (.bytes(state.bytes), 0)
            }
            if state.isEnded { return (.ended, 0) }
            state.ticket += 1
            state.waiter = waiter
            return (nil, state.ticket)
        }
        guard let arrival else { return ticket }
        waiter.resume(returning: arrival)
        return nil
    }

    func expire(_ ticket: Int) {
        let waiter = state.withLock { state in
            guard state.ticket == ticket else {
                return nil as CheckedContinuation<RawConnection.Arrival, Never>?
            }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: .nothing)
    }

    func arrive(_ bytes: Bytes) {
        let (waiter, all) = state.withLock { state in
            state.bytes += bytes
            guard let waiter = state.waiter else {
                return (nil as CheckedContinuation<RawConnection.Arrival, Never>?, Bytes())
            }
            defer {
                state.bytes = []
                state.waiter = nil
            }
            return (waiter, state.bytes)
        }
        waiter?.resume(returning: .bytes(all))
    }

    func end() {
        let waiter = state.withLock { state in
            state.isEnded = true
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: .ended)
    }
}

private final class InflowHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let inflow: Inflow

    init(inflow: Inflow) { self.inflow = inflow }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        inflow.arrive(Bytes(unwrapInboundIn(data).readableBytesView))
    }

    func channelInactive(context: ChannelHandlerContext) { inflow.end() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
