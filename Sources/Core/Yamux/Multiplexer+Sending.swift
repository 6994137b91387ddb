// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives

extension Multiplexer {
    /// Whether `takeOutput` would return something.
    public var hasOutput: Bool {
        !control.isEmpty || turns.contains { turn in streams[turn.id]?.isSendable == true }
    }

    /// The octets of data that the windows allow to go out now, without headers.
    public var sendableByteCount: Int {
        turns.reduce(0) { sum, turn in
            guard let stream = streams[turn.id] else { return sum }
            return sum + min(stream.waitingByteCount, Int(stream.sendWindow))
        }
    }

    /// Takes the frames that may go out now, at most `limit` octets of them.
    ///
    /// - Parameter limit: octets, at least 13; a frame is cut to fit.
    /// - Returns: empty when nothing is queued or all windows are used up.
    public mutating func takeOutput(upTo limit: Int) -> Bytes {
        var output: Bytes = []
        guard control.count <= limit else {
            output = Bytes(control.prefix(limit))
            control.removeFirst(limit)
            return output
        }
        swap(&output, &control)
        output.reserveCapacity(
            min(limit, output.count + sendableByteCount + 64 * FrameHeader.byteCount))
        let isCrowded = turns.count { turn in streams[turn.id]?.isSendable == true } > 1
        let frameLimit = isCrowded ? limits.sentFrameByteLimit : limits.loneFrameByteLimit
        var hasProgress = true
        while hasProgress {
            hasProgress = false
            var index = 0
            while index < turns.count {
                let id = turns[index].id
                let count = turns.count
                guard appendFrame(of: id, to: &output, limit: limit, frameLimit: frameLimit)
                else {
                    index += 1
                    continue
                }
                hasProgress = true
                // A stream that ended with this frame left the list.
                if turns.count == count { index += 1 }
            }
        }
        return output
    }

    /// Appends one frame of the stream when it has one and there is room.
    private mutating func appendFrame(
        of id: StreamID, to output: inout Bytes, limit: Int, frameLimit: Int
    ) -> Bool {
        guard let stream = streams[id], stream.isSendable else { return false }
        let room = limit - output.count - FrameHeader.byteCount
        let waiting = stream.waitingByteCount
        let isEmpty = waiting == 0
        guard room >= (isEmpty ? 0 : 1) else { return false }
        let count = min(room, waiting, frameLimit, Int(stream.sendWindow))
        let isLast = stream.isFinishing && count == waiting
        let kind: FrameKind = isEmpty ? .windowUpdate : .data
        FrameHeader(kind, isLast ? .finish : [], stream: id, length: UInt32(count))
            .append(to: &output)
        streams[id]?.move(count, to: &output)
        streams[id]?.sendWindow -= UInt32(count)
        if isLast {
            streams[id]?.isLocallyFinished = true
            if streams[id]?.isRemotelyFinished == true { remove(id) }
        }
        return true
    }

    /// Gives the peer back the room of octets that were dealt with.
    ///
    /// The credit is sent when it is worth half a window, so many small reads make one small frame.
    /// A window whose half is used up within two round trips is what holds the peer back, so it
    /// doubles. Octets beyond those that came and were not given back yet are passed over: the owner
    /// deals with events when the multiplexer has already read on.
    public mutating func consume(_ count: Int, of id: StreamID, at now: Instant) {
        guard var stream = streams[id], !stream.isRemotelyFinished else { return }
        let outstanding = stream.windowByteCount - stream.receiveWindow - stream.uncredited
        stream.uncredited += min(UInt32(clamping: count), outstanding)
        streams[id]?.uncredited = stream.uncredited
        if stream.creditedAt == nil { streams[id]?.creditedAt = now }
        guard stream.uncredited >= stream.windowByteCount / 2 else { return }
        let growth = growth(of: stream, at: now)
        windowGrowthByteCount += growth
        let credit = stream.uncredited + growth
        FrameHeader(.windowUpdate, stream: id, length: credit).append(to: &control)
        streams[id]?.uncredited = 0
        streams[id]?.windowByteCount += growth
        streams[id]?.receiveWindow += credit
        streams[id]?.creditedAt = now
    }

    /// What a stream's window grows by with the next credit.
    private func growth(of stream: StreamState, at now: Instant) -> UInt32 {
        guard let roundTrip, let since = stream.creditedAt,
            now.duration(since: since) <= roundTrip * 2,
            stream.windowByteCount <= limits.grownWindowByteLimit / 2,
            stream.windowByteCount <= limits.windowGrowthByteLimit - windowGrowthByteCount
        else { return 0 }
        return stream.windowByteCount
    }
}
