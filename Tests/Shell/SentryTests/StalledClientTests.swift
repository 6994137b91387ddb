// This source file is part of the Outpace project. License: see LICENSE.

import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import Sentry

/// Clients that ask and do not read.
@Suite struct StalledClientTests {
    private let request = HTTPRequestPart.head(
        HTTPRequest(method: .get, scheme: "http", authority: "a", path: "/"))
    private let response = HTTPResponsePart.head(HTTPResponse(status: .ok))

    private func connected() throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(
            handler: StalledClientHandler(requestLimit: 2, patience: .seconds(5)))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    @Test func `a connection with too many requests that wait is closed`() throws {
        let channel = try connected()
        try channel.writeInbound(request)
        try channel.writeInbound(request)
        #expect(channel.isActive)
        _ = try? channel.writeInbound(request)
        #expect(!channel.isActive)
    }

    @Test func `a request that is answered makes room for another`() throws {
        let channel = try connected()
        for _ in 0..<5 {
            try channel.writeInbound(request)
            try channel.writeOutbound(response)
            try channel.writeOutbound(HTTPResponsePart.end(nil))
        }
        #expect(channel.isActive)
        try channel.close().wait()
    }

    @Test func `a connection whose answer does not leave is closed`() throws {
        let channel = try connected()
        channel.write(response, promise: nil)
        channel.embeddedEventLoop.advanceTime(by: .seconds(4))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test func `a connection whose answer left stays`() throws {
        let channel = try connected()
        try channel.writeOutbound(response)
        channel.embeddedEventLoop.advanceTime(by: .seconds(60))
        #expect(channel.isActive)
        try channel.close().wait()
    }
}
