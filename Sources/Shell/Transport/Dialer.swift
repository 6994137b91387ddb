// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import NIOCore
import NIOPosix
import Peering
import Primitives

/// Opens connections.
struct Dialer: Sendable {
    let factory: SessionFactory
    let group: MultiThreadedEventLoopGroup
    let timeout: Duration

    /// Opens a connection to an address; a cancelled task stops waiting for it.
    func connect(
        to target: (host: String, port: UInt16), expecting peer: PeerID?
    ) async throws -> SessionLink {
        let factory = factory
        let opening = ClientBootstrap(group: group)
            .connectTimeout(TimeAmount(timeout))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.writeBufferWaterMark, value: SessionHandler.waterMark)
            .channelOption(
                SessionHandler.unsentLimitOption, value: SessionHandler.unsentByteLimit
            )
            .channelOption(.recvAllocator, value: SessionHandler.receiveAllocator)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    _ = try factory.equip(channel, role: .dialer(expecting: peer))
                }
            }
            .connect(host: target.host, port: Int(target.port))
            .flatMapThrowing { channel in
                try channel.pipeline.syncOperations.handler(type: SessionHandler.self).link
            }
        // Names are resolved before there is a socket to close, so the wait itself has to end. A
        // connection that opens later is closed with all others.
        let promise = opening.eventLoop.makePromise(of: SessionLink.self)
        opening.cascade(to: promise)
        return try await withTaskCancellationHandler {
            try await promise.futureResult.get()
        } onCancel: {
            promise.fail(CancellationError())
        }
    }
}
