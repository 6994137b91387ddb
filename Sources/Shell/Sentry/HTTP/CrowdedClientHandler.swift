// This source file is part of the Outpace project. License: see LICENSE.

import Access
import NIOCore
import NIOHTTPTypes

/// Closes a connection at once whose client holds as many as it may.
final class CrowdedClientHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart

    private let census: ClientCensus
    private var client: ClientAddress?

    /// - Parameter census: that of the listener.
    init(census: ClientCensus) { self.census = census }

    func channelActive(context: ChannelHandlerContext) {
        if let client = context.channel.remoteAddress?.ipAddress.flatMap({ ClientAddress($0) }) {
            guard census.enter(client) else {
                context.close(promise: nil)
                return
            }
            self.client = client
        }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        if let client { census.leave(client) }
        client = nil
        context.fireChannelInactive()
    }
}
