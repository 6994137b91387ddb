// This source file is part of the Outpace project. License: see LICENSE.

import NIOCore
import Peering
import Primitives

/// What the owner of a connection asks of its session.
enum SessionCommand: Sendable {
    /// Send messages, in order.
    case send([(lane: SessionLane, message: Bytes)])
    /// End the session.
    case close
}

/// Drives one `Session` on its socket's event loop: octets in, octets out, effects on to the owner.
///
/// The last handler of its pipeline. Reads the socket only while the owner keeps up.
final class SessionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = SessionCommand
    typealias OutboundOut = ByteBuffer

    let link: SessionLink
    private let counters: SharedCounters
    private let makeSession: (any Channel) -> Session
    private var session: Session?
    private var timer: Scheduled<Void>?
    private var deadline: Instant?
    private var isOver = false
    private var mustFlush = false

    init(
        link: SessionLink, counters: SharedCounters,
        makeSession: @escaping (any Channel) -> Session
    ) {
        self.link = link
        self.counters = counters
        self.makeSession = makeSession
    }

    /// Octets that wait for the kernel before the session writes no more, and before it does again.
    static let waterMark = ChannelOptions.Types.WriteBufferWaterMark(
        low: 128 * 1024, high: 512 * 1024)

    static var now: Instant { Instant(nanoseconds: NIODeadline.now().uptimeNanoseconds) }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { start(context) }
    }

    func channelActive(context: ChannelHandlerContext) { start(context) }

    func channelInactive(context: ChannelHandlerContext) { end() }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        counters.update { $0.bytesReceived += UInt64(buffer.readableBytes) }
        perform(CollectionOfOne(.received(Bytes(buffer.readableBytesView))), context)
    }

    func channelReadComplete(context: ChannelHandlerContext) { flushIfNeeded(context) }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        let input = context.channel.isWritable ? SessionInput.relieved : .congested
        perform(CollectionOfOne(input), context)
        flushIfNeeded(context)
    }

    func read(context: ChannelHandlerContext) {
        if link.mailbox.admitsRead() { context.read() }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isOver, session != nil else {
            if case .close = unwrapOutboundIn(data) { context.close(promise: nil) }
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        switch unwrapOutboundIn(data) {
        case .send(let messages):
            perform(messages.lazy.map { .sent($0.lane, $0.message) }, context)
        case .close: perform(CollectionOfOne(.closed), context)
        }
        promise?.succeed()
    }

    func flush(context: ChannelHandlerContext) { flushIfNeeded(context) }

    private func start(_ context: ChannelHandlerContext) {
        guard session == nil, !isOver else { return }
        session = makeSession(context.channel)
        perform(CollectionOfOne(.started), context)
        flushIfNeeded(context)
    }

    private func end() {
        isOver = true
        timer?.cancel()
        timer = nil
        link.mailbox.finish()
    }

    private func perform(_ inputs: some Sequence<SessionInput>, _ context: ChannelHandlerContext) {
        guard !isOver, let effects = session?.step(inputs, at: Self.now) else { return }
        var told: [SessionEffect] = []
        var dropCount: UInt64 = 0
        for effect in effects {
            switch effect {
            case .write(let bytes):
                counters.update { $0.bytesSent += UInt64(bytes.count) }
                mustFlush = true
                let buffer = context.channel.allocator.buffer(bytes: bytes)
                context.write(wrapOutboundOut(buffer), promise: nil)
            case .dropped: dropCount += 1
            case .identified, .drained: break
            case .established, .ready, .unready, .heard, .measured: told.append(effect)
            case .finished:
                told.append(effect)
                isOver = true
            }
        }
        if dropCount > 0 { counters.update { $0.messagesDropped += dropCount } }
        link.mailbox.put(told)
        if isOver {
            flushIfNeeded(context)
            context.close(promise: nil)
        } else {
            schedule(context)
        }
    }

    private func flushIfNeeded(_ context: ChannelHandlerContext) {
        guard mustFlush else { return }
        mustFlush = false
        context.flush()
    }

    /// Keeps one timer for the session's next deadline.
    private func schedule(_ context: ChannelHandlerContext) {
        let next = session?.nextDeadline
        guard next != deadline else { return }
        timer?.cancel()
        deadline = next
        timer = next.map { next in
            let wait = max(next.duration(since: Self.now), .zero)
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            return context.eventLoop.scheduleTask(in: TimeAmount(wait)) {
                let (handler, context) = bound.value
                handler.deadline = nil
                handler.perform(CollectionOfOne(.woke), context)
                handler.flushIfNeeded(context)
            }
        }
    }
}
