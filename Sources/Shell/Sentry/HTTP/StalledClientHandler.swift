// This source file is part of the Outpace project. License: see LICENSE.

import NIOCore
import NIOHTTPTypes

/// Closes the connection of a client that asks and asks and does not read what it is answered.
///
/// The library's idle timer does not run while an answer is under way, so such a client would hold its
/// connection, and the answers in it, for ever.
final class StalledClientHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let requestLimit: Int
    private let patience: TimeAmount
    private var waitingRequests = 0
    private var pendingWrites = 0
    private var deadline: Scheduled<Void>?

    /// - Parameters:
    ///   - requestLimit: the requests that may wait on one connection.
    ///   - patience: how long one part of an answer may take to leave.
    init(requestLimit: Int, patience: TimeAmount) {
        self.requestLimit = requestLimit
        self.patience = patience
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head = unwrapInboundIn(data) {
            waitingRequests += 1
            guard waitingRequests <= requestLimit else {
                context.close(promise: nil)
                return
            }
        }
        // What follows a refused request goes no further: the connection is closing.
        guard waitingRequests <= requestLimit else { return }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { waitingRequests -= 1 }
        pendingWrites += 1
        if deadline == nil { deadline = closing(context) }
        let written = promise ?? context.eventLoop.makePromise()
        written.futureResult.assumeIsolated().whenComplete { _ in self.finishWrite(context) }
        context.write(data, promise: written)
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        deadline = nil
        context.fireChannelInactive()
    }

    /// Every part that leaves gives the next one its whole time.
    private func finishWrite(_ context: ChannelHandlerContext) {
        pendingWrites -= 1
        deadline?.cancel()
        deadline = pendingWrites > 0 && context.channel.isActive ? closing(context) : nil
    }

    private func closing(_ context: ChannelHandlerContext) -> Scheduled<Void> {
        let channel = context.channel
        return context.eventLoop.scheduleTask(in: patience) { channel.close(promise: nil) }
    }
}
