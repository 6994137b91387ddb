// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Peering
import Primitives

/// What connections do to what they carry: nothing overtakes, nothing vanishes, all of it takes time.
extension World {
    /// Sends a message of a host on the session that its node knows.
    mutating func send(_ content: Parcel.Content, from host: Int, to peer: PeerID) {
        guard let end = hosts[host].known[peer], ends[end].phase == .open,
            ends[end].host == host, ends[end].isTold
        else {
            tally.outdatedMessages += 1
            return
        }
        switch content {
        case .gossip(let bytes):
            tally.gossip.messages += 1
            tally.gossip.octets += UInt64(bytes.count)
        case .direct(let bytes):
            tally.direct.messages += 1
            tally.direct.octets += UInt64(bytes.count)
        case .octets, .farewell: break
        }
        switch plan.depth {
        case .messages: put(content, to: end ^ 1)
        case .octets: hand(content, to: end)
        }
    }

    /// Puts something on the way to an end.
    mutating func put(_ content: Parcel.Content, to end: Int) {
        let from = ends[end ^ 1].host
        var octets = plan.transport.overheadOctets
        switch content {
        case .gossip(let bytes):
            octets += bytes.count
            guard ends[end].incoming.gossipOctets + bytes.count <= plan.transport.gossipQueueOctets
            else { return tally.droppedMessages += 1 }
        case .direct(let bytes):
            octets += bytes.count
            guard ends[end].incoming.directOctets + bytes.count <= plan.transport.directQueueOctets
            else { return tally.droppedMessages += 1 }
        case .octets(let bytes): octets = bytes.count + plan.transport.overheadOctets / 2
        case .farewell: break
        }
        var due = leave(from, octets: octets)
        let latency = links.latency(between: from, and: ends[end].host, seed: latencySeed)
        due += latency
        if links.jitterPerMille > 0 {
            due += UInt64.random(
                in: 0...latency * UInt64(links.jitterPerMille) / 1_000, using: &network)
        }
        if links.lossPerMille > 0 { due += retransmission(octets: octets, latency: latency) }
        due = max(due, ends[end].incoming.lastArrival)
        ends[end].incoming.lastArrival = due
        ends[end].incoming.append(Parcel(due: due, content: content))
        scheduleArrival(end)
    }

    /// Takes a turn on the uplink of a host.
    ///
    /// - Returns: when the last octet has left.
    private mutating func leave(_ host: Int, octets: Int) -> UInt64 {
        guard let rate = hosts[host].uplinkOctetsPerSecond, rate > 0 else { return clock }
        let begin = max(clock, hosts[host].uplinkFreeAt)
        hosts[host].uplinkFreeAt = begin + UInt64(octets) * 1_000_000_000 / UInt64(rate)
        return hosts[host].uplinkFreeAt
    }

    /// What lost segments cost: each is sent again after a pause that doubles.
    private mutating func retransmission(octets: Int, latency: UInt64) -> UInt64 {
        let segments = (octets + plan.transport.segmentOctets - 1) / plan.transport.segmentOctets
        let first = max(plan.transport.retransmission.nanosecondCount, 4 * latency)
        var delay: UInt64 = 0
        for _ in 0..<segments {
            var pause = first
            var cost: UInt64 = 0
            while cost < 16 * first, Int.random(in: 0..<1_000, using: &network) < links.lossPerMille
            {
                tally.lostSegments += 1
                cost += pause
                pause *= 2
            }
            delay = max(delay, cost)
        }
        return delay
    }

    private mutating func scheduleArrival(_ end: Int) {
        guard !ends[end].incoming.isScheduled, let due = ends[end].incoming.firstDue,
            !isBlocked(ends[end ^ 1].host, ends[end].host)
        else { return }
        ends[end].incoming.isScheduled = true
        schedule(
            .arrival(end: Int32(end), generation: ends[end].generation),
            at: max(clock, due, ends[end].pausedUntil))
    }

    /// Lets arrive what is due at an end.
    mutating func arrive(_ end: Int) {
        ends[end].incoming.isScheduled = false
        let host = ends[end].host
        // What is held back comes when the way is free again; see `updateMutes`.
        guard !isBlocked(ends[end ^ 1].host, host) else { return }
        if hosts[host].stalledUntil > clock {
            ends[end].pausedUntil = max(ends[end].pausedUntil, hosts[host].stalledUntil)
        }
        let generation = ends[end].generation
        while ends[end].pausedUntil <= clock, let due = ends[end].incoming.firstDue,
            due <= clock, let parcel = ends[end].incoming.popFirst()
        {
            receive(parcel.content, at: end)
            guard ends[end].generation == generation else { return }
        }
        scheduleArrival(end)
    }

    private mutating func receive(_ content: Parcel.Content, at end: Int) {
        if case .farewell = content { return close(end, telling: false) }
        guard ends[end].phase == .open || plan.depth == .octets && ends[end].phase == .opening
        else { return tally.lostMessages += 1 }
        switch content {
        case .gossip(let bytes): hear(gossip: bytes, at: end)
        case .direct(let bytes): hear(direct: bytes, at: end)
        case .octets(let bytes):
            stepSession(end, .received(bytes))
            if ends[end].phase != .free { relieve(senderTo: end) }
        case .farewell: return
        }
    }

    /// Messages that are on their way, or pieces of octets at byte depth.
    public var messagesUnderWay: Int { ends.reduce(0) { $0 + $1.incoming.messageCount } }

    /// Whether nothing that one host sends reaches another, whether or not they run.
    func isBlocked(_ from: Int, _ to: Int) -> Bool {
        if sides[from] != sides[to] { return true }
        return blocks.contains { $0.from[from] && $0.to[to] }
    }

    /// The time that octets take between two hosts; equal both ways.
    func latency(_ one: Int, _ other: Int) -> UInt64 {
        links.latency(between: one, and: other, seed: latencySeed)
    }

    /// Looks at every connection for ways that were blocked or became free.
    mutating func updateMutes() {
        for end in ends.indices where ends[end].phase != .free { updateMute(of: end) }
    }

    mutating func updateMute(of end: Int) {
        let (from, to) = (ends[end ^ 1].host, ends[end].host)
        let isMuted = isBlocked(from, to) || hosts[from].stalledUntil > clock
        if isMuted, ends[end].mutedSince == nil {
            ends[end].mutedSince = clock
            ends[end].muteCount += 1
            awaitSilence(end)
        } else if !isMuted, let since = ends[end].mutedSince {
            ends[end].mutedSince = nil
            ends[end].muteCount += 1
            release(end, after: clock - since)
        }
    }

    /// Lets go what a blocked way held back: it arrives with the next attempt to send it again.
    private mutating func release(_ end: Int, after outage: UInt64) {
        guard let firstDue = ends[end].incoming.firstDue, !ends[end].incoming.isScheduled else {
            return
        }
        let latency = latency(ends[end ^ 1].host, ends[end].host)
        var pause = max(plan.transport.retransmission.nanosecondCount, 4 * latency)
        var attempt = pause
        while attempt < outage {
            pause = min(pause * 2, 120_000_000_000)
            attempt += pause
        }
        let due = max(firstDue, clock + (attempt - outage) + latency)
        ends[end].incoming.lastArrival = max(ends[end].incoming.lastArrival, due)
        ends[end].incoming.isScheduled = true
        schedule(.arrival(end: Int32(end), generation: ends[end].generation), at: due)
    }

    /// At message depth, an end gives up when the answer to its next ping does not come in time.
    private mutating func awaitSilence(_ end: Int) {
        guard plan.depth == .messages else { return }
        let interval = plan.transport.pingInterval.nanosecondCount
        let wait =
            UInt64.random(in: 0...interval, using: &network)
            + plan.transport.pingTimeout.nanosecondCount
        schedule(
            .silence(end: Int32(end), muteCount: ends[end].muteCount), at: clock + wait)
    }

    mutating func endSilence(_ end: Int, _ muteCount: UInt32) {
        guard ends[end].mutedSince != nil, ends[end].muteCount == muteCount,
            ends[end].phase == .open
        else { return }
        let stalledUntil = hosts[ends[end].host].stalledUntil
        guard stalledUntil <= clock else {
            return schedule(
                .silence(end: Int32(end), muteCount: muteCount), at: stalledUntil + 1_000_000)
        }
        close(end)
    }
}

extension LinkPlan {
    /// The time that octets take between two hosts, as a seed has it, in nanoseconds.
    fileprivate func latency(between one: Int, and other: Int, seed: UInt64) -> UInt64 {
        let range = latency.nanoseconds
        guard range.lowerBound < range.upperBound else { return range.lowerBound }
        let pair = UInt64(min(one, other)) << 32 | UInt64(max(one, other))
        var generator = SeededGenerator(seed: seed ^ (pair &* 0xd6e8_feb8_6659_fd93))
        return UInt64.random(in: range, using: &generator)
    }
}
