// This source file is part of the Outpace project. License: see LICENSE.

import NIOCore
import Peering
import Primitives

/// What the owner of a connection asks of its session.
enum SessionCommand: Sendable {
    /// Send messages, in order.
    case send([(lane: SessionLane, message: Bytes)])
    /// Ask something of the peer.
    case ask(SessionRequest, number: UInt64)
    /// Nobody wants the answer any more.
    case cancel(number: UInt64)
    /// Tell the peer where this node listens now, in binary multiaddrs.
    case announce([Bytes])
    /// End the session after what is queued.
    case close
    /// End the session at once.
    case abort
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
    /// Whether the owner ended the session: what still comes is for nobody.
    private var isClosing = false
    private var mustFlush = false
    /// What was written last; its room is used again once the kernel has taken it.
    private var outgoing = ByteBuffer()

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
        low: 64 * 1024, high: 256 * 1024)

    /// Octets that the kernel takes beyond those under way on the network (`TCP_NOTSENT_LOWAT` of
    /// Linux): what it has taken cannot be overtaken any more by what is urgent.
    static let unsentByteLimit: ChannelOptions.Types.SocketOption.Value = 128 * 1024
    static let unsentLimitOption = ChannelOptions.Types.SocketOption(
        level: .tcp, name: NIOBSDSocket.Option(rawValue: 25))

    /// The room for one read of a socket: it grows with what comes, up to a few Noise messages.
    static let receiveAllocator = AdaptiveRecvByteBufferAllocator(
        minimum: 2 * 1024, initial: 16 * 1024, maximum: 128 * 1024)

    /// How long the other end may take to close its half of a connection after our farewell.
    private static let lingerTime = TimeAmount.seconds(1)

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
        guard !isOver else { return }
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
        if isClosing || isOver || link.mailbox.admitsRead() { context.read() }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isOver, session != nil else {
            // A session that is over closes its connection by itself.
            switch unwrapOutboundIn(data) {
            case .close, .abort: if !isOver { context.close(promise: nil) }
            case .send, .ask, .cancel, .announce: break
            }
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        switch unwrapOutboundIn(data) {
        case .send(let messages):
            perform(messages.lazy.map { .sent($0.lane, $0.message) }, context)
        case .ask(let request, let number):
            perform(CollectionOfOne(.requested(request, number: number)), context)
        case .cancel(let number): perform(CollectionOfOne(.cancelled(number: number)), context)
        case .announce(let addresses):
            perform(CollectionOfOne(.announced(listenAddresses: addresses)), context)
        case .close: close(.closed, context)
        case .abort: close(.aborted, context)
        }
        promise?.succeed()
    }

    private func close(_ input: SessionInput, _ context: ChannelHandlerContext) {
        isClosing = true
        perform(CollectionOfOne(input), context)
        // A read that was held back for the owner goes on, so that the queues can drain.
        if !isOver { context.read() }
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
        link.failRequests()
    }

    private func perform(_ inputs: some Sequence<SessionInput>, _ context: ChannelHandlerContext) {
        guard !isOver, let wasEstablished = session?.isEstablished,
            let effects = session?.step(inputs, at: Self.now)
        else { return }
        // A write can come back here, so everything else is dealt with first.
        var written: [Bytes] = []
        var ending: SessionFault??
        pass(effects) { effect in
            switch effect {
            case .write(let bytes): written.append(bytes)
            case .finished(let fault): ending = .some(fault)
            default: break
            }
        }
        if ending != nil { isOver = true }
        for bytes in written {
            counters.update { $0.bytesSent += UInt64(bytes.count) }
            mustFlush = true
            outgoing.clear(minimumCapacity: bytes.count)
            outgoing.writeBytes(bytes)
            context.write(wrapOutboundOut(outgoing), promise: nil)
        }
        guard let ending else { return schedule(context) }
        flushIfNeeded(context)
        leave(context, lingering: ending == nil && wasEstablished)
    }

    /// Tells the owner what is for it.
    private func pass(_ effects: [SessionEffect], _ other: (SessionEffect) -> Void) {
        var told: [SessionEffect] = []
        var dropCount: UInt64 = 0
        for effect in effects {
            switch effect {
            case .write: other(effect)
            case .dropped: dropCount += 1
            case .drained: break
            case .answered(let number, let answer): link.resolve(number, .success(answer))
            case .unanswered(let number, let fault): link.resolve(number, .failure(fault))
            case .established, .ready, .unready, .heard, .measured, .identified:
                if !isClosing { told.append(effect) }
            case .finished:
                told.append(effect)
                other(effect)
            }
        }
        if dropCount > 0 { counters.update { $0.messagesDropped += dropCount } }
        link.mailbox.put(told)
    }

    /// Closes the connection. Our half ends after what was written; when the end was ours, the
    /// other half stays open for the peer to read that and to close, because octets that come to a
    /// closed socket would take from the peer what it has not read.
    private func leave(_ context: ChannelHandlerContext, lingering: Bool) {
        timer?.cancel()
        timer = nil
        guard lingering else { return context.close(promise: nil) }
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.close(mode: .output, promise: nil)
        timer = context.eventLoop.scheduleTask(in: Self.lingerTime) {
            bound.value.close(promise: nil)
        }
        context.read()
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
