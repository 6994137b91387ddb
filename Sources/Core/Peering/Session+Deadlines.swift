// This source file is part of the Outpace project. License: see LICENSE.

public import Primitives
import Yamux

extension Session {
    /// When `woke` is due, or nil when nothing waits for time.
    public var nextDeadline: Instant? {
        let backlog = isCongested ? nil : backlogSince
        switch phase {
        case .waiting, .securing, .handshaking, .multiplexing:
            return min(handshakeDeadline, backlog ?? handshakeDeadline)
        case .finished: return nil
        case .running: break
        }
        var earliest = silenceDeadline ?? nextPingAt
        for other in [backlog, drainDeadline, pushDeadline] {
            if let other { earliest = min(earliest, other) }
        }
        for reopening in [gossip.reopenAt, direct.reopenAt] {
            if let reopening { earliest = min(earliest, reopening) }
        }
        for stream in streams.values {
            if let deadline = stream.deadline { earliest = min(earliest, deadline) }
        }
        return earliest
    }

    /// Does what is due. Octets of the same step were read before, so a late wake-up of this node
    /// is not taken for a silent peer.
    mutating func meetDeadlines(at now: Instant) throws(SessionFault) {
        switch phase {
        case .finished: return
        case .waiting, .securing, .handshaking, .multiplexing:
            guard now < handshakeDeadline else { throw .handshakeTimeout }
            return
        case .running: break
        }
        if let drainDeadline, now >= drainDeadline { return finish(nil) }
        if let silenceDeadline {
            guard now < silenceDeadline else { throw .pingTimeout }
        } else if now >= nextPingAt {
            sendPing(at: now)
        }
        let late = streams.filter { entry in entry.value.isLate(at: now) }.keys.sorted()
        for id in late { end(id, because: .timeout, at: now) }
        pushIfDue(at: now)
        guard drainDeadline == nil else { return }
        for lane in SessionLane.allCases {
            guard let reopening = self[lane].reopenAt, now >= reopening else { continue }
            openLane(lane, at: now)
        }
    }

    /// When a peer that owes an answer has been silent for too long. One that sends something is
    /// alive, however long its answer waits behind that.
    private var silenceDeadline: Instant? {
        ping.map { ping in max(ping.sentAt, receivedAt).advanced(by: limits.pingTimeout) }
    }

    mutating func sendPing(at now: Instant) {
        let value = UInt32(truncatingIfNeeded: secrets.generator.next())
        ping = Ping(value: value, sentAt: now)
        multiplexer.ping(value)
    }

    /// Takes the answer to our ping; any other answer is passed over.
    mutating func receivePong(_ value: UInt32, at now: Instant) {
        guard let ping, ping.value == value else { return }
        self.ping = nil
        nextPingAt = now.advanced(by: limits.pingInterval)
        let roundTrip = now.duration(since: ping.sentAt)
        multiplexer.roundTrip = roundTrip
        effects.append(.measured(roundTrip: roundTrip))
    }
}

extension SessionStream {
    func isLate(at now: Instant) -> Bool {
        guard let deadline else { return false }
        return now >= deadline
    }
}
