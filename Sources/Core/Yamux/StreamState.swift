// This source file is part of the Outpace project. License: see LICENSE.

import Primitives

/// What the multiplexer knows of one open stream.
struct StreamState: Sendable {
    /// The window we grant; what was consumed is given back up to it.
    var windowByteCount: UInt32
    /// Octets the peer may still send.
    var receiveWindow: UInt32
    /// When credit was last given, or the stream began.
    var creditedAt: Instant?
    /// Octets that were consumed and not yet credited back.
    var uncredited: UInt32 = 0
    /// Octets we may still send.
    var sendWindow = YamuxLimits.initialWindowByteCount
    /// Octets waiting for the window or the socket.
    var queue = ByteQueue()
    /// Zero octets to send after those of the queue; they are made when they are sent.
    var zeroCount: UInt64 = 0
    /// Whether the peer accepted the stream; true from the start on streams it opened.
    var isAcknowledged: Bool
    /// Whether nothing more will be queued.
    var isFinishing = false
    /// Whether our end was announced.
    var isLocallyFinished = false
    /// Whether the peer announced its end.
    var isRemotelyFinished = false

    private static let zeros = Bytes(repeating: 0, count: 16 * 1024)

    /// Queues octets, unless the stream was finished.
    mutating func write(_ bytes: ArraySlice<UInt8>) {
        guard !isFinishing else { return }
        precondition(zeroCount == 0, "\(zeroCount) zeros were to be the last octets")
        queue.append(bytes)
    }

    /// Octets that wait, as far as they can be counted.
    var waitingByteCount: Int {
        let (sum, overflow) = queue.count.addingReportingOverflow(Int(clamping: zeroCount))
        return overflow ? Int.max : sum
    }

    /// Moves the first `count` octets that wait to the end of `bytes`.
    mutating func move(_ count: Int, to bytes: inout Bytes) {
        let queued = min(count, queue.count)
        queue.move(queued, to: &bytes)
        var missing = count - queued
        zeroCount -= UInt64(missing)
        while missing > 0 {
            let part = Self.zeros.prefix(missing)
            bytes.append(contentsOf: part)
            missing -= part.count
        }
    }

    /// Whether there is something to send that the window allows.
    var isSendable: Bool {
        if queue.isEmpty, zeroCount == 0 { return isFinishing && !isLocallyFinished }
        return sendWindow > 0
    }
}
