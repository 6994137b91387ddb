// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives
public import Wire

/// The direct lane with one peer: certainty where gossip gives reach.
///
/// A reliable stream already carries octets in order; the lane adds what the stream cannot say: which
/// frames the peer has *processed* (acknowledged after they are durable there), how much may be under
/// way, and in what order waiting things go out. What does not fit is never dropped silently: the lane
/// then asks to be reconciled as soon as it has drained, and reconciliation brings what was left out.
///
/// - Source: `docs/PROTOCOL.md`, section 8.
public struct Lane: Sendable {
    @Shared private var parameters: LaneParameters
    private var queue: LaneQueue
    private var nextSequence: UInt64 = 1
    private var inFlight: [(sequence: UInt64, byteCount: Int)] = []
    private var inFlightBytes = 0
    private var receivedSequence: UInt64 = 0
    private var acknowledgedReceived: UInt64 = 0
    private var unacknowledgedBytes = 0

    /// Whether something was left out since the lane last drained.
    public private(set) var needsReconciliation = false

    /// When `flush` wants to be called though nothing else happens: something is to be acknowledged.
    public private(set) var nextDeadline: Instant?

    /// Whether `takeReconciliation` and `flush` do nothing before `nextDeadline`; kept, because it is
    /// asked far more often than it changes.
    public private(set) var isQuiet = true

    /// Opens a lane on a fresh stream; both sides count from one.
    public init(parameters: LaneParameters) {
        _parameters = Shared(wrappedValue: parameters)
        queue = LaneQueue(bytesLimit: parameters.queueBytesLimit)
    }

    /// Octets that wait in each class, in the order of `LaneClass`.
    public var queuedByteCounts: [Int] { queue.byteCounts }

    /// Queues an event record.
    public mutating func enqueue(record: Bytes, class lane: LaneClass) {
        note(queue.append(.record(record), class: lane))
    }

    /// Queues a signed statement.
    public mutating func enqueue(statement: Bytes, class lane: LaneClass) {
        note(queue.append(.statement(statement), class: lane))
    }

    /// Queues anything else.
    public mutating func enqueue(_ body: LaneBody, class lane: LaneClass) {
        note(queue.append(.body(body, byteCount: body.byteCount), class: lane))
    }

    /// Takes note of a frame of the peer.
    ///
    /// - Returns: what it says, to be processed before the next `flush`, which acknowledges it.
    /// - Throws: `malformedField` when frames are missing or acknowledge what was never sent.
    public mutating func receive(
        _ frame: LaneFrame, byteCount: Int, at now: Instant
    ) throws(WireError) -> LaneBody? {
        guard frame.acknowledged < nextSequence else { throw .malformedField("acknowledged") }
        var settled = 0
        while settled < inFlight.count, inFlight[settled].sequence <= frame.acknowledged {
            inFlightBytes -= inFlight[settled].byteCount
            settled += 1
        }
        inFlight.removeFirst(settled)
        guard let body = frame.body else { return nil }
        guard frame.sequence == receivedSequence + 1 else { throw .malformedField("sequence") }
        receivedSequence = frame.sequence
        unacknowledgedBytes += byteCount
        defer { noteQuiet() }
        if nextDeadline == nil {
            nextDeadline = now.advanced(by: parameters.acknowledgeDelay)
        }
        return body
    }

    /// The frames that may go out now, each with what was processed so far acknowledged.
    public mutating func flush(at now: Instant) -> [Bytes] {
        defer { noteQuiet() }
        var frames: [Bytes] = []
        while inFlightBytes < parameters.windowBytes,
            let body = queue.takeFrame(
                bytesTarget: parameters.frameBytesTarget,
                itemsLimit: parameters.itemsPerFrameLimit)
        {
            let frame = LaneFrame(
                sequence: nextSequence, acknowledged: receivedSequence, body: body
            ).encode()
            inFlight.append((nextSequence, frame.count))
            inFlightBytes += frame.count
            nextSequence += 1
            frames.append(frame)
            markAcknowledged()
        }
        let isDue = nextDeadline.map { $0 <= now } ?? false
        if acknowledgedReceived < receivedSequence,
            isDue || unacknowledgedBytes >= parameters.acknowledgeAfterBytes
        {
            frames.append(
                LaneFrame(sequence: 0, acknowledged: receivedSequence, body: nil).encode())
            markAcknowledged()
        }
        return frames
    }

    /// Whether a left-out item asks for reconciliation and the queue has drained; resets the mark.
    public mutating func takeReconciliation() -> Bool {
        guard needsReconciliation, queue.isEmpty else { return false }
        needsReconciliation = false
        noteQuiet()
        return true
    }

    private mutating func note(_ isQueued: Bool) {
        if !isQueued { needsReconciliation = true }
        noteQuiet()
    }

    private mutating func noteQuiet() {
        isQuiet =
            queue.isEmpty && !needsReconciliation
            && (acknowledgedReceived == receivedSequence
                || unacknowledgedBytes < parameters.acknowledgeAfterBytes)
    }

    private mutating func markAcknowledged() {
        acknowledgedReceived = receivedSequence
        unacknowledgedBytes = 0
        nextDeadline = nil
    }
}

extension LaneBody {
    /// About how many octets the body takes on the wire.
    public var byteCount: Int {
        switch self {
        case .hello(let summaries): 8 + summaries.count * 96
        case .records(let items), .statements(let items): items.reduce(8) { $0 + $1.count + 4 }
        case .wanted(let channel, _, let ids):
            14 + channel.byteCount + ids.count * Digest.byteCount
        case .stepReply(_, _, let ids): 96 + ids.count * Digest.byteCount
        case .reconcile(let question):
            16 + question.channel.byteCount + question.context.count + question.message.count
        case .reconciled(let answer): 16 + answer.context.count + answer.message.count
        case .stepRequest: 80
        case .states(_, let bundles): bundles.reduce(48) { $0 + $1.byteCount + 8 }
        case .caughtUp: 48
        }
    }
}
