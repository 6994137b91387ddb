// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Primitives

/// One TCP connection to an API.
final class HTTPConnection: Sendable {
    private let channel: any Channel
    private let handler: NIOLoopBound<ResponseHandler>
    private let context: NIOLoopBound<ChannelHandlerContext>
    private let limits: HTTPClientLimits

    private init(
        channel: any Channel, handler: NIOLoopBound<ResponseHandler>,
        context: NIOLoopBound<ChannelHandlerContext>, limits: HTTPClientLimits
    ) {
        self.channel = channel
        self.handler = handler
        self.context = context
        self.limits = limits
    }

    var isOpen: Bool { channel.isActive }

    static func open(
        to origin: HTTPOrigin, limits: HTTPClientLimits, group: any EventLoopGroup
    ) async throws(HTTPError) -> HTTPConnection {
        do {
            let channel = try await ClientBootstrap(group: group)
                .connectTimeout(TimeAmount(limits.connectTimeout))
                .channelOption(.socketOption(.tcp_nodelay), value: 1)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let pipeline = channel.pipeline.syncOperations
                        try pipeline.addHTTPClientHandlers()
                        try pipeline.addHandler(ResponseHandler(limits: limits))
                    }
                }
                .connect(host: origin.host, port: origin.port).get()
            return try await channel.eventLoop.submit {
                let pipeline = channel.pipeline.syncOperations
                let handler = try pipeline.handler(type: ResponseHandler.self)
                let context = try pipeline.context(handlerType: ResponseHandler.self)
                return HTTPConnection(
                    channel: channel,
                    handler: NIOLoopBound(handler, eventLoop: channel.eventLoop),
                    context: NIOLoopBound(context, eventLoop: channel.eventLoop), limits: limits)
            }.get()
        } catch {
            throw HTTPError(
                .unreachable,
                "nobody answers at \(origin); is the node running? (\(reason(of: error)))")
        }
    }

    /// What the system said, in its words.
    private static func reason(of error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            guard let last = error.connectionErrors.last else { return "no such host" }
            return reason(of: last.error)
        case let error as IOError: return String(cString: strerror(error.errnoCode))
        case ChannelError.connectTimeout: return "no answer in time"
        default: return "\(error)"
        }
    }

    func send(
        _ request: HTTPRequest, origin: HTTPOrigin
    ) async throws(HTTPError) -> HTTPResponse {
        let head = Self.head(of: request, origin: origin)
        let eventLoop = channel.eventLoop
        let promise = eventLoop.makePromise(of: HTTPResponse.self)
        let (handler, context, channel, limits) = (handler, context, channel, limits)
        eventLoop.execute {
            let timer = eventLoop.scheduleTask(in: TimeAmount(limits.responseTimeout)) {
                let late = HTTPError(
                    .timedOut, "no answer from \(origin) within \(limits.responseTimeout)")
                handler.value.fail(late, context: context.value)
            }
            promise.futureResult.whenComplete { _ in timer.cancel() }
            handler.value.expect(promise)
            channel.write(HTTPClientRequestPart.head(head), promise: nil)
            if !request.body.isEmpty {
                let buffer = channel.allocator.buffer(bytes: request.body)
                channel.write(HTTPClientRequestPart.body(.byteBuffer(buffer)), promise: nil)
            }
            channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        }
        do {
            return try await promise.futureResult.get()
        } catch let error as HTTPError {
            throw error
        } catch {
            throw HTTPError(.connectionClosed, "the connection broke: \(error)")
        }
    }

    func close() async {
        // A connection that is closed already is what we want.
        try? await channel.close().get()
    }

    private static func head(of request: HTTPRequest, origin: HTTPOrigin) -> HTTPRequestHead {
        var headers = HTTPHeaders([("Host", origin.authority), ("Accept", "*/*")])
        if request.method == .post || !request.body.isEmpty {
            headers.add(name: "Content-Type", value: "application/json")
            headers.add(name: "Content-Length", value: String(request.body.count))
        }
        for header in request.headers {
            headers.replaceOrAdd(name: header.name, value: header.value)
        }
        return HTTPRequestHead(
            version: .http1_1, method: request.method == .get ? .GET : .POST,
            uri: origin.prefix + request.path, headers: headers)
    }
}
