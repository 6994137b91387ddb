// This source file is part of the Outpace project. License: see LICENSE.

import NIOCore
import NIOPosix

/// One connection on which octets are sent as they are and everything that comes back is read.
struct RawClient {
    /// Sends the pieces as far as the other side takes them, then reads until it closes.
    ///
    /// - Returns: what was received, as text.
    static func exchange(_ pieces: [String], port: Int) async throws -> String {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            do {
                for piece in pieces { try await outbound.write(ByteBuffer(string: piece)) }
            } catch is ChannelError {
                // It has closed already, which a short deadline on a busy machine allows.
            }
            var received = ByteBuffer()
            do {
                for try await part in inbound { received.writeImmutableBuffer(part) }
            } catch let error as IOError where error.errnoCode == ECONNRESET {
                // It closed before it had read everything.
            }
            return String(buffer: received)
        }
    }
}
