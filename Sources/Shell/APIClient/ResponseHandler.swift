// This source file is part of the Outpace project. License: see LICENSE.

import NIOCore
import NIOHTTP1
import Primitives

/// Pairs the answers on one connection with the requests they belong to, in order.
///
/// Confined to its channel's event loop.
final class ResponseHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private struct Partial {
        let head: HTTPResponseHead
        var body: Bytes = []
    }

    private let limits: HTTPClientLimits
    private var waiting: [EventLoopPromise<HTTPResponse>] = []
    private var partial: Partial?
    private var failure: HTTPError?

    init(limits: HTTPClientLimits) { self.limits = limits }

    /// Expects one more answer.
    func expect(_ promise: EventLoopPromise<HTTPResponse>) {
        if let failure {
            promise.fail(failure)
        } else if waiting.count >= limits.waitingRequestLimit {
            promise.fail(
                HTTPError(
                    .tooManyRequests,
                    "\(waiting.count) requests wait on one connection; no more are allowed"))
        } else {
            waiting.append(promise)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            guard !(100..<200).contains(head.status.code) else { return }
            partial = Partial(head: head)
        case .body(let buffer):
            guard let count = partial?.body.count,
                count + buffer.readableBytes <= limits.bodyByteLimit
            else {
                fail(
                    HTTPError(
                        .bodyTooLong, "the answer has more than \(limits.bodyByteLimit) octets"),
                    context: context)
                return
            }
            partial?.body.append(contentsOf: buffer.readableBytesView)
        case .end:
            guard let partial, !waiting.isEmpty else { return }
            self.partial = nil
            let headers = partial.head.headers.map {
                HTTPRequest.Header(name: $0.name, value: $0.value)
            }
            let promise = waiting.removeFirst()
            // Before its owner hears of it, who would send the next request into it.
            if !partial.head.isKeepAlive { context.close(promise: nil) }
            promise.succeed(
                HTTPResponse(
                    status: Int(partial.head.status.code), headers: headers, body: partial.body))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(
            HTTPError(.connectionClosed, "the connection ended before the answer was complete"),
            context: context)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let isGone = error is IOError || error is ChannelError
        fail(
            HTTPError(
                isGone ? .connectionClosed : .malformed,
                isGone ? "the connection broke: \(error)" : "what came back is not HTTP: \(error)"),
            context: context)
    }

    /// Ends the connection, and everything that waits on it.
    func fail(_ error: HTTPError, context: ChannelHandlerContext) {
        failure = failure ?? error
        partial = nil
        let promises = waiting
        waiting = []
        for promise in promises { promise.fail(error) }
        context.close(promise: nil)
    }
}
