// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import NIOCore
import NIOPosix
import Peering
import Primitives

/// One address that is listened on; connections wait in the system until they are asked for.
struct Listener: Sendable {
    /// How many connections wait in the system.
    private static let backlog: Int32 = 1024

    /// The address, with the port that the system chose.
    let address: Multiaddr
    let channel: any Channel
    /// Connections as they come; ends when the socket is closed.
    let arrivals: AsyncStream<SessionLink>

    /// Binds an address.
    ///
    /// - Throws: `TransportError` that names the address and what to do.
    init(
        on address: Multiaddr, factory: SessionFactory, gate: HandshakeGate,
        counters: SharedCounters, group: MultiThreadedEventLoopGroup
    ) async throws(TransportError) {
        guard let target = address.dialTarget else {
            throw TransportError(
                code: .listen,
                message: "cannot listen on \(address): it needs an address and a tcp port, as in "
                    + "/ip4/0.0.0.0/tcp/4001",
                cause: nil)
        }
        // Not more can be inside than the gate lets live.
        let (arrivals, continuation) = AsyncStream.makeStream(
            of: SessionLink.self, bufferingPolicy: .unbounded)
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: Self.backlog)
            .serverChannelOption(.autoRead, value: false)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.writeBufferWaterMark, value: SessionHandler.waterMark)
            .childChannelOption(
                SessionHandler.unsentLimitOption, value: SessionHandler.unsentByteLimit
            )
            .childChannelOption(.recvAllocator, value: SessionHandler.receiveAllocator)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let link = try factory.equip(channel, role: .listener)
                    if let victim = gate.enter(link, from: link.remoteAddress) {
                        counters.update { $0.connectionsRefused += 1 }
                        victim.close()
                    }
                    continuation.yield(link)
                }
            }
        do {
            channel = try await bootstrap.bind(host: target.host, port: Int(target.port)).get()
        } catch {
            throw TransportError(
                code: .listen,
                message: "cannot listen on \(address): \(error); stop what uses the port, or set "
                    + "another one in network.listen",
                cause: error)
        }
        channel.closeFuture.whenComplete { _ in continuation.finish() }
        self.arrivals = arrivals
        self.address = address.listening(onPort: channel.localAddress?.port ?? 0)
    }

    /// Lets connections come.
    func start() async {
        // A socket that is closed has no options any more; `arrivals` says so.
        try? await channel.setOption(.autoRead, value: true).get()
    }

    func close() { channel.close(promise: nil) }

    /// Closes the socket and returns when the port is free.
    func stop() async {
        close()
        // The future never fails.
        try? await channel.closeFuture.get()
    }
}
