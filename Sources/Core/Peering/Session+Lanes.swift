// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import Wire
import Yamux

extension Session {
    mutating func openLane(_ lane: SessionLane, at now: Instant) {
        self[lane].reopenAt = nil
        let id = openStream(.lane(lane), timeout: limits.negotiationTimeout, at: now)
        self[lane].writer = id
        if id == nil { planReopening(lane, at: now) }
    }

    mutating func makeReady(
        _ lane: SessionLane, protocolName: String, writer: StreamID, at now: Instant
    ) {
        self[lane].writer = writer
        self[lane].readySince = now
        effects.append(.ready(lane, protocolName: protocolName))
    }

    mutating func beginReading(_ lane: SessionLane, _ id: StreamID) {
        self[lane].reader = id
        decoders[id] = FrameDecoder(limit: limits.messageByteLimit(lane))
    }

    mutating func send(_ message: Bytes, on lane: SessionLane) {
        guard let writer = self[lane].writer, self[lane].readySince != nil, drainDeadline == nil,
            message.count <= limits.messageByteLimit(lane)
        else {
            effects.append(.dropped(lane, byteCount: message.count))
            return
        }
        var prefix: Bytes = []
        Varint.append(UInt64(message.count), to: &prefix)
        let queued = multiplexer.queuedByteCount(writer) + prefix.count + message.count
        guard queued <= limits.queueByteLimit(lane) else {
            self[lane].isOverLimit = true
            effects.append(.dropped(lane, byteCount: message.count))
            return
        }
        multiplexer.write(prefix, to: writer)
        multiplexer.write(message, to: writer)
    }

    mutating func receiveMessages(
        _ bytes: ArraySlice<UInt8>, _ lane: SessionLane, _ id: StreamID, at now: Instant
    ) throws(SessionFault) {
        decoders[id]?.append(bytes)
        do throws(WireError) {
            while let message = try decoders[id]?.next() {
                effects.append(.heard(lane, message))
            }
        } catch {
            try abandon(id, at: now)
        }
    }

    /// Says that lanes which were full have room again.
    mutating func relieveLanes() {
        for lane in SessionLane.allCases where self[lane].isOverLimit {
            guard bufferedByteCount(lane) < limits.queueByteLimit(lane) / 2 else { continue }
            self[lane].isOverLimit = false
            effects.append(.drained(lane))
        }
    }

    /// The stream we wrote on is gone. The side that opens the lane's stream opens another.
    ///
    /// What was queued is counted as dropped before the lane is said to be unready.
    mutating func loseWriter(
        _ lane: SessionLane, discarding discarded: Int, at now: Instant
    ) {
        let wasReady = self[lane].readySince
        self[lane].writer = nil
        self[lane].readySince = nil
        self[lane].isOverLimit = false
        if let wasReady {
            if discarded > 0 { effects.append(.dropped(lane, byteCount: discarded)) }
            effects.append(.unready(lane))
            if now.duration(since: wasReady) > limits.lastReopenPause { self[lane].lossCount = 0 }
        }
        if lane == .gossip || role.isDialer { planReopening(lane, at: now) }
    }

    private mutating func planReopening(_ lane: SessionLane, at now: Instant) {
        let doublings = min(self[lane].lossCount, 16)
        let pause = min(limits.firstReopenPause * (1 << doublings), limits.lastReopenPause)
        let jitter = pause * Int(secrets.generator.next() % 256) / 1024
        self[lane].lossCount += 1
        self[lane].reopenAt = now.advanced(by: pause + jitter)
    }
}
