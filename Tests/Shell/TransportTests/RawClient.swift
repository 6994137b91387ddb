// This source file is part of the Outpace project. License: see LICENSE.

import NIOCore
import NIOPosix
import Primitives

/// A TCP connection under the test's own control.
struct RawClient: Sendable {
    let channel: any Channel

    static func connect(to port: UInt16) async throws -> RawClient {
        let channel = try await ClientBootstrap(group: TestNode.group)
            .connect(host: "127.0.0.1", port: Int(port)).get()
        return RawClient(channel: channel)
    }

    func write(_ bytes: Bytes) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
    }

    /// Closes with a reset instead of an end.
    func abort() async throws { try await channel.abort() }

    /// Returns when the other end has closed the connection.
    func closed() async throws { try await channel.closeFuture.get() }
}

extension Channel {
    /// Closes with a reset instead of an end.
    func abort() async throws {
        if let options = self as? any SocketOptionProvider {
            // Safety: two C ints, "on" and zero seconds; no module of ours exports an initialiser.
            let reset = unsafeBitCast(SIMD2<Int32>(1, 0), to: NIOLinger.self)
            try await options.setSoLinger(reset).get()
        }
        try await close().get()
    }
}
