// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import NIOCore
import NIOPosix
import Synchronization

/// Passes octets between connections and a port, until it is told to stop or to break them.
final class Relay: Sendable {
    private let channels = Mutex<[any Channel]>([])
    private let listener = Mutex<(any Channel)?>(nil)

    init(towards port: UInt16) async throws {
        let channel = try await ServerBootstrap(group: TestNode.group)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { near in self.join(near, to: port) }
            .bind(host: "127.0.0.1", port: 0).get()
        listener.withLock { $0 = channel }
    }

    /// Where to connect to.
    var address: Multiaddr {
        get throws {
            let port = listener.withLock { $0?.localAddress?.port } ?? 0
            return try Multiaddr(text: "/ip4/127.0.0.1/tcp/\(port)")
        }
    }

    /// Reads nothing more from either side.
    func stall() async throws {
        for channel in channels.withLock({ $0 }) {
            try await channel.setOption(.autoRead, value: false).get()
        }
    }

    /// Reads again.
    func resume() async throws {
        for channel in channels.withLock({ $0 }) where channel.isActive {
            try await channel.setOption(.autoRead, value: true).get()
        }
    }

    /// Breaks all connections with a reset.
    func abort() async throws {
        let broken = channels.withLock { channels in
            defer { channels = [] }
            return channels
        }
        for channel in broken where channel.isActive {
            // The partner of a broken connection may be closed by now.
            try? await channel.abort()
        }
    }

    func close() async throws {
        try await listener.withLock { $0 }?.close().get()
        try await abort()
    }

    private func join(_ near: any Channel, to port: UInt16) -> EventLoopFuture<Void> {
        ClientBootstrap(group: near.eventLoop)
            .channelOption(.autoRead, value: false)
            .connect(host: "127.0.0.1", port: Int(port))
            .flatMapThrowing { far in
                self.channels.withLock { $0 += [near, far] }
                try near.pipeline.syncOperations.addHandler(RelayHandler(far))
                try far.pipeline.syncOperations.addHandler(RelayHandler(near))
                far.setOption(.autoRead, value: true).whenSuccess {
                    near.setOption(.autoRead, value: true).whenFailure { _ in }
                }
            }
    }
}

/// Writes what one connection reads to its partner.
private final class RelayHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let partner: any Channel

    init(_ partner: any Channel) { self.partner = partner }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        partner.writeAndFlush(unwrapInboundIn(data), promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { partner.close(promise: nil) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
