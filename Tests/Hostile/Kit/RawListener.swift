// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Identity
import Multistream
import NIOCore
import NIOPosix
import Noise
import Primitives

/// A peer that is dialled: it goes through the handshake with an identity of its own.
final class RawListener: Sendable {
    private let channel: any Channel

    private init(channel: any Channel) { self.channel = channel }

    /// Answers on a port of this machine.
    static func open(port: Int, key: NodeKey) async throws -> RawListener {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Responder(key: key))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        return RawListener(channel: channel)
    }

    func close() { channel.close(promise: nil) }
}

private final class Responder: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private var listener = MultistreamListener(protocols: ["/noise"])
    private var isAgreed = false
    private var reader = NoiseFrameReader()
    private var handshake: SecureHandshake

    init(key: NodeKey) {
        handshake = SecureHandshake(
            isInitiator: false, key: key,
            staticKeys: NoiseKeyPair(secret: SecureRandom.secret(32)),
            ephemeralKeys: NoiseKeyPair(secret: SecureRandom.secret(32)),
            multiplexers: ["/yamux/1.0.0"], expected: nil)
    }

    func channelActive(context: ChannelHandlerContext) { send(listener.start(), context) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        do {
            try take(Bytes(unwrapInboundIn(data).readableBytesView), context)
        } catch {
            context.close(promise: nil)
        }
    }

    private func take(_ bytes: Bytes, _ context: ChannelHandlerContext) throws {
        var bytes = bytes
        if !isAgreed {
            let outcome = try listener.receive(bytes[...])
            send(outcome.output, context)
            guard case .agreed(_, let remainder) = outcome.verdict else { return }
            isAgreed = true
            bytes = remainder
        }
        reader.append(bytes)
        while let message = reader.next() {
            send(try handshake.receive(message).output, context)
        }
    }

    private func send(_ bytes: Bytes, _ context: ChannelHandlerContext) {
        guard !bytes.isEmpty else { return }
        let buffer = context.channel.allocator.buffer(bytes: bytes)
        context.channel.writeAndFlush(buffer, promise: nil)
    }
}
