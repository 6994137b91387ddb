// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

/// Many ordered lanes of octets over one, each with its own window: yamux, as libp2p uses it.
///
/// A machine without buffers towards the peer: data goes out of `receive` as it comes in, also in
/// the middle of a frame, so the only octets it holds of the peer are those of an incomplete
/// header. What we send waits here, stream by stream; its owner bounds it by asking
/// `queuedByteCount`. Every field of a frame is judged before anything is created for it, and all
/// window arithmetic is checked.
///
/// Frames are written in turns: answers first, then one frame of every stream that has something
/// and may send it, the lowest rank first, and around again. A large message therefore delays a
/// small one on another stream by at most one frame.
///
/// - Source: hashicorp/yamux `spec.md`; libp2p specification, `yamux` (acknowledgement backlog).
public struct Multiplexer: Sendable {
    /// A stream's place in the turn.
    struct Turn: Sendable {
        let rank: UInt8
        let id: StreamID
    }

    /// The rest of a data frame that is being received; no stream means it is passed over.
    struct Body: Sendable {
        let id: StreamID?
        var remaining: Int
        let isLast: Bool
    }

    /// Whether we dialled the connection, which decides whose numbers are odd.
    public let isDialer: Bool
    let limits: YamuxLimits
    var streams: [StreamID: StreamState] = [:]
    var turns: [Turn] = []
    var control: Bytes = []
    var partialHeader: Bytes = []
    var body: Body?
    var hasFailed = false
    var remoteNumbers: StreamNumbers
    var nextLocal: UInt32
    var inboundStreamCount = 0
    var unacknowledgedStreamCount = 0
    /// What all windows grew by together, in octets.
    var windowGrowthByteCount: UInt32 = 0
    /// Whether the peer said farewell, or we did: streams are not opened any more.
    var isRemotelyLeaving = false
    var isLocallyLeaving = false
    /// The round trip that windows are measured against; nil as long as it is not known.
    public var roundTrip: Duration?
    /// How many streams were refused because the peer held too many.
    public internal(set) var refusedStreamCount = 0

    /// Starts a session without streams.
    public init(isDialer: Bool, limits: YamuxLimits) {
        precondition(limits.receiveWindowByteCount >= YamuxLimits.initialWindowByteCount)
        self.isDialer = isDialer
        self.limits = limits
        remoteNumbers = StreamNumbers(remembering: limits.rememberedNumberCount)
        nextLocal = isDialer ? 1 : 2
    }

    /// How many streams are open.
    public var streamCount: Int { streams.count }

    /// Octets written to a stream that are not yet in a frame; zero when it is not open.
    public func queuedByteCount(_ id: StreamID) -> Int { streams[id]?.waitingByteCount ?? 0 }

    /// Whether nothing more will be sent on the stream, and all of it was.
    public func hasFinished(_ id: StreamID) -> Bool { streams[id]?.isLocallyFinished ?? true }

    /// The window that is granted on an open stream, in octets.
    public func windowByteCount(_ id: StreamID) -> UInt32? { streams[id]?.windowByteCount }

    /// Whether the stream is open.
    public func isOpen(_ id: StreamID) -> Bool { streams[id] != nil }

    /// Opens a stream; streams of a lower rank write first.
    ///
    /// - Returns: nil when too many of our streams wait for an acknowledgement, when the numbers are
    ///   used up, and after a farewell.
    public mutating func open(rank: UInt8) -> StreamID? {
        guard unacknowledgedStreamCount < limits.unacknowledgedStreamLimit,
            nextLocal < UInt32.max - 2, !isLocallyLeaving, !isRemotelyLeaving
        else { return nil }
        let id = StreamID(nextLocal)
        nextLocal += 2
        unacknowledgedStreamCount += 1
        insert(id, rank: rank, isAcknowledged: false)
        FrameHeader(.windowUpdate, .open, stream: id, length: extraWindow).append(to: &control)
        return id
    }

    /// Gives an open stream another place in the turn.
    public mutating func setRank(_ rank: UInt8, of id: StreamID) {
        guard streams[id] != nil else { return }
        turns.removeAll { turn in turn.id == id }
        insertTurn(Turn(rank: rank, id: id))
    }

    /// Queues octets on a stream; ignored when it is closed or was finished.
    public mutating func write(_ bytes: ArraySlice<UInt8>, to id: StreamID) {
        streams[id]?.write(bytes)
    }

    /// Queues octets on a stream; ignored when it is closed or was finished.
    public mutating func write(_ bytes: Bytes, to id: StreamID) { write(bytes[...], to: id) }

    /// Queues zero octets on a stream, however many: they take no room. The last ones of it;
    /// ignored when it is closed or was finished.
    public mutating func writeZeros(_ count: UInt64, to id: StreamID) {
        guard streams[id]?.isFinishing == false else { return }
        streams[id]?.zeroCount = count
    }

    /// Ends our direction of the stream after what is queued.
    public mutating func finish(_ id: StreamID) { streams[id]?.isFinishing = true }

    /// Ends both directions at once and forgets what is queued.
    ///
    /// - Returns: how many queued octets were forgotten.
    @discardableResult
    public mutating func reset(_ id: StreamID) -> Int {
        guard let discarded = remove(id) else { return 0 }
        FrameHeader(.windowUpdate, .reset, stream: id, length: 0).append(to: &control)
        return discarded
    }

    /// Asks the peer to send `value` back.
    public mutating func ping(_ value: UInt32) {
        FrameHeader(.ping, .open, stream: StreamID(0), length: value).append(to: &control)
    }

    /// Tells the peer that the session ends: 0 normal, 1 protocol fault, 2 internal fault. Streams
    /// that are open go on; new ones are neither opened nor accepted.
    public mutating func goAway(_ reason: UInt32) {
        isLocallyLeaving = true
        FrameHeader(.goAway, stream: StreamID(0), length: reason).append(to: &control)
    }

    var extraWindow: UInt32 {
        limits.receiveWindowByteCount - YamuxLimits.initialWindowByteCount
    }

    mutating func insert(_ id: StreamID, rank: UInt8, isAcknowledged: Bool) {
        streams[id] = StreamState(
            windowByteCount: limits.receiveWindowByteCount,
            receiveWindow: limits.receiveWindowByteCount, isAcknowledged: isAcknowledged)
        insertTurn(Turn(rank: rank, id: id))
    }

    private mutating func insertTurn(_ turn: Turn) {
        let index = turns.firstIndex { other in
            (turn.rank, turn.id.number) < (other.rank, other.id.number)
        }
        turns.insert(turn, at: index ?? turns.endIndex)
    }

    /// Forgets a stream; its number is never used again.
    ///
    /// - Returns: how many queued octets went with it; nil when there is no such stream.
    @discardableResult
    mutating func remove(_ id: StreamID) -> Int? {
        guard let stream = streams.removeValue(forKey: id) else { return nil }
        turns.removeAll { turn in turn.id == id }
        if id.isOfDialer != isDialer { inboundStreamCount -= 1 }
        if !stream.isAcknowledged { unacknowledgedStreamCount -= 1 }
        windowGrowthByteCount -= stream.windowByteCount - limits.receiveWindowByteCount
        return stream.waitingByteCount
    }
}
