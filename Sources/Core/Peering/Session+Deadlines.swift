// This source file is part of the Outpace project. License: see LICENSE.

package import Primitives
import Yamux

extension Session {
    /// When `woke` is due, or nil when nothing waits for time.
    package var nextDeadline: Instant? {
        switch phase {
        case .waiting, .securing, .handshaking, .multiplexing: return handshakeDeadline
        case .finished: return nil
        case .running: break
        }
        let answer = ping.map { ping in ping.sentAt.advanced(by: limits.pingTimeout) }
        var earliest = answer ?? nextPingAt
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
        if let ping {
            guard now < ping.sentAt.advanced(by: limits.pingTimeout) else { throw .pingTimeout }
        } else if now >= nextPingAt {
            sendPing(at: now)
        }
        let late = streams.filter { entry in entry.value.isLate(at: now) }.keys.sorted()
        for id in late { end(id, at: now) }
        for lane in SessionLane.allCases {
            guard let reopening = self[lane].reopenAt, now >= reopening else { continue }
            openLane(lane, at: now)
        }
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
        effects.append(.measured(roundTrip: now.duration(since: ping.sentAt)))
    }
}

extension SessionStream {
    func isLate(at now: Instant) -> Bool {
        guard let deadline else { return false }
        return now >= deadline
    }
}
