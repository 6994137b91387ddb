// This source file is part of the Outpace project. License: see LICENSE.

/// What the multiplexer knows of one open stream.
struct StreamState: Sendable {
    /// Octets the peer may still send.
    var receiveWindow: UInt32
    /// Octets that were consumed and not yet credited back.
    var uncredited: UInt32 = 0
    /// Octets we may still send.
    var sendWindow = YamuxLimits.initialWindowByteCount
    /// Octets waiting for the window or the socket.
    var queue = ByteQueue()
    /// Whether the peer accepted the stream; true from the start on streams it opened.
    var isAcknowledged: Bool
    /// Whether nothing more will be queued.
    var isFinishing = false
    /// Whether our end was announced.
    var isLocallyFinished = false
    /// Whether the peer announced its end.
    var isRemotelyFinished = false

    /// Queues octets, unless the stream was finished.
    mutating func write(_ bytes: ArraySlice<UInt8>) {
        if !isFinishing { queue.append(bytes) }
    }

    /// Whether there is something to send that the window allows.
    var isSendable: Bool {
        if queue.isEmpty { return isFinishing && !isLocallyFinished }
        return sendWindow > 0
    }
}
