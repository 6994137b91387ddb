// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import NIOCore
import NIOHTTP1
import NIOPosix
import Primitives
import Synchronization
import Testing

/// The client against a small server in this process.
@Suite struct HTTPClientTests {
    /// Answers by path; counts its connections.
    private final class Responder: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private var head: HTTPRequestHead?
        private var body: [UInt8] = []

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                self.head = head
                body = []
            case .body(let buffer): body += buffer.readableBytesView
            case .end: answer(context)
            }
        }

        private func answer(_ context: ChannelHandlerContext) {
            guard let head, head.uri != "/silence" else { return }
            if head.uri == "/hangup" {
                context.close(promise: nil)
                return
            }
            let bytes: [UInt8] =
                switch head.uri {
                case "/long": Array(repeating: 0x61, count: 2_000)
                case "/echo": body
                default: Array(head.uri.utf8)
                }
            let status: HTTPResponseStatus = head.uri == "/missing" ? .notFound : .ok
            let headers = HTTPHeaders([("Content-Length", "\(bytes.count)"), ("X-Test", "yes")])
            let reply = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
            context.write(wrapOutboundOut(.head(reply)), promise: nil)
            context.write(
                wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: bytes)))), promise: nil)
            let closes = head.uri == "/last"
            let promise = context.eventLoop.makePromise(of: Void.self)
            if closes {
                promise.futureResult.assumeIsolated().whenComplete { _ in
                    context.close(promise: nil)
                }
            }
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: promise)
        }
    }

    private final class Count: Sendable {
        let connections = Mutex(0)
    }

    private func withServer(
        limits: HTTPClientLimits = HTTPClientLimits(),
        _ body: (HTTPClient, Count) async throws -> Void
    ) async throws {
        let count = Count()
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                count.connections.withLock { $0 += 1 }
                return channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline()
                    try pipeline.addHandler(Responder())
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(server.localAddress?.port)
        let client = HTTPClient(
            origin: try HTTPOrigin("http://127.0.0.1:\(port)"), limits: limits)
        try await body(client, count)
        await client.shutDown()
        try await server.close()
    }

    @Test func `an answer has status, headers and body`() async throws {
        try await withServer { client, _ in
            let reply = try await client.get("/hello")
            #expect(reply.isSuccess)
            #expect(reply.body == Bytes("/hello".utf8))
            #expect(reply.header("x-test") == "yes")
        }
    }

    @Test func `a refusal is an answer too`() async throws {
        try await withServer { client, _ in
            let reply = try await client.get("/missing")
            #expect(reply.status == 404)
            #expect(!reply.isSuccess)
        }
    }

    @Test func `a posted body arrives whole`() async throws {
        try await withServer { client, _ in
            let body = Bytes((0..<200_000).map { UInt8(truncatingIfNeeded: $0) })
            let reply = try await client.post("/echo", body: body)
            #expect(reply.body == body)
        }
    }

    @Test func `one connection serves many requests`() async throws {
        try await withServer { client, count in
            for number in 0..<10 { _ = try await client.get("/\(number)") }
            #expect(count.connections.withLock { $0 } == 1)
        }
    }

    @Test func `answers to requests at the same time are not mixed up`() async throws {
        try await withServer { client, _ in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<50 {
                    group.addTask {
                        try await client.get("/\(number)").body == Bytes("/\(number)".utf8)
                    }
                }
                for try await isRight in group { #expect(isRight) }
            }
        }
    }

    @Test func `a connection that was closed between requests is replaced`() async throws {
        try await withServer { client, _ in
            for _ in 0..<5 {
                for path in ["/last", "/next"] {
                    let reply = try await client.get(path)
                    #expect(reply.isSuccess)
                }
            }
        }
    }

    @Test func `a connection that ends before the answer is an error`() async throws {
        try await withServer { client, _ in
            let error = await #expect(throws: HTTPError.self) {
                try await client.post("/hangup", body: [])
            }
            #expect(error?.code == .connectionClosed)
        }
    }

    @Test func `an answer that does not come in time is an error`() async throws {
        var limits = HTTPClientLimits()
        limits.responseTimeout = .milliseconds(50)
        try await withServer(limits: limits) { client, _ in
            let error = await #expect(throws: HTTPError.self) { try await client.get("/silence") }
            #expect(error?.code == .timedOut)
        }
    }

    @Test func `an answer that is too long is an error`() async throws {
        var limits = HTTPClientLimits()
        limits.bodyByteLimit = 1_999
        try await withServer(limits: limits) { client, _ in
            let error = await #expect(throws: HTTPError.self) { try await client.get("/long") }
            #expect(error?.code == .bodyTooLong)
        }
    }

    @Test func `nobody at the address is an error that asks the right question`() async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(server.localAddress?.port)
        try await server.close()
        let client = HTTPClient(origin: try HTTPOrigin("http://127.0.0.1:\(port)"))
        let error = await #expect(throws: HTTPError.self) { try await client.get("/") }
        #expect(error?.code == .unreachable)
        #expect(error?.message.contains("is the node running? (Connection refused)") == true)
        await client.shutDown()
    }

    @Test func `a client that was shut down takes no requests`() async throws {
        try await withServer { client, _ in
            _ = try await client.get("/a")
            await client.shutDown()
            let error = await #expect(throws: HTTPError.self) { try await client.get("/b") }
            #expect(error?.code == .shutDown)
        }
    }
}
