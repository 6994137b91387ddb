// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import DirectLane
import Gossip
import Identity
import NodeCore
import Peering
import Primitives

/// Byte depth: every connection is two real sessions over octets that come in pieces of any size.
extension World {
    /// The TCP connection stands: both ends begin their sessions.
    mutating func startSessions(_ end: Int) {
        for place in [end, end + 1] {
            let host = ends[place].host
            let peer = hosts[ends[place ^ 1].host].key.peerID
            sessions[place] = Session(
                role: place == end ? .dialer(expecting: peer) : .listener, key: hosts[host].key,
                limits: sessionLimits, agent: "outpace",
                listenAddresses: hosts[host].parameters.listenAddresses, observedAddress: nil,
                secrets: drawSecrets(), now: hosts[host].clock.moment(at: clock).instant)
        }
        stepSession(end, .started)
        if ends[end + 1].phase == .opening { stepSession(end + 1, .started) }
    }

    private var sessionLimits: SessionLimits {
        var limits = SessionLimits()
        limits.pingInterval = plan.transport.pingInterval
        limits.pingTimeout = plan.transport.pingTimeout
        limits.handshakeTimeout = plan.transport.connectTimeout
        limits.gossipQueueByteLimit = plan.transport.gossipQueueOctets
        let lane = plan.parameters.lane
        limits.directMessageByteLimit = lane.frameBytesLimit
        limits.directQueueByteLimit = max(
            plan.transport.directQueueOctets, lane.windowBytes + 2 * lane.frameBytesLimit)
        return limits
    }

    private mutating func drawSecrets() -> SessionSecrets {
        var octets: Bytes = []
        for _ in 0..<8 { network.next().appendBigEndian(to: &octets) }
        return SessionSecrets(
            staticSecret: SecretBytes(copying: Bytes(octets[..<32])),
            ephemeralSecret: SecretBytes(copying: Bytes(octets[32...])), seed: network.next())
    }

    /// Gives a message to the session of an end; it is written together with others of the batch.
    mutating func hand(_ content: Parcel.Content, to end: Int) {
        if ends[end].outgoing.isEmpty { writers.append(end) }
        switch content {
        case .gossip(let bytes): ends[end].outgoing.append(.sent(.gossip, bytes))
        case .direct(let bytes): ends[end].outgoing.append(.sent(.direct, bytes))
        case .octets, .farewell: return
        }
    }

    /// Lets the sessions write what a batch gave them.
    mutating func flushSessions() {
        let ready = writers
        writers.removeAll(keepingCapacity: true)
        for end in ready {
            var inputs: [SessionInput] = []
            swap(&inputs, &ends[end].outgoing)
            stepSession(end, inputs)
        }
    }

    mutating func stepSession(_ end: Int, _ input: SessionInput) { stepSession(end, [input]) }

    private mutating func stepSession(_ end: Int, _ inputs: [SessionInput]) {
        let instant = hosts[ends[end].host].clock.moment(at: clock).instant
        guard let effects = sessions[end]?.step(inputs, at: instant) else { return }
        let generation = ends[end].generation
        for effect in effects {
            perform(effect, at: end)
            guard ends[end].generation == generation, sessions[end] != nil else { return }
        }
        scheduleSessionWake(end)
    }

    private mutating func perform(_ effect: SessionEffect, at end: Int) {
        let peer = hosts[ends[end ^ 1].host].key.peerID
        switch effect {
        case .write(let octets): write(octets, from: end)
        case .established(_, let hash): _ = open(end, salt: hash)
        case .ready(.gossip, let name):
            enter(.gossipReady(peer, GossipVersion(protocolName: name) ?? .v10), at: end)
        case .ready(.direct, _): enter(.laneReady(peer), at: end)
        case .unready(.direct): enter(.laneClosed(peer), at: end)
        case .unready(.gossip): return
        case .heard(.gossip, let bytes): hear(gossip: bytes, at: end)
        case .heard(.direct, let bytes): hear(direct: bytes, at: end)
        case .dropped: tally.droppedMessages += 1
        case .finished(let fault):
            if let fault { sessionFaults[fault.name, default: 0] += 1 }
            sessions[end] = nil
            close(end)
        case .identified, .measured, .drained, .answered, .unanswered: return
        }
    }

    /// Sends octets in pieces whose borders mean nothing.
    private mutating func write(_ octets: Bytes, from end: Int) {
        tally.connectionOctets += UInt64(octets.count)
        var rest = octets[...]
        while !rest.isEmpty {
            let size =
                switch UInt64.random(in: 0..<8, using: &network) {
                case 0: Int.random(in: 1...32, using: &network)
                case 1, 2: Int.random(in: 1...16_384, using: &network)
                default: 65_536
                }
            let piece = rest.prefix(size)
            rest = rest.dropFirst(size)
            put(.octets(piece.count == octets.count ? octets : Bytes(piece)), to: end ^ 1)
        }
        guard !ends[end].isCongested,
            ends[end ^ 1].incoming.sessionOctets > Self.congestionOctets.upperBound
        else { return }
        ends[end].isCongested = true
        stepSession(end, .congested)
    }

    /// Octets that wait for the network before a session writes no more, and before it does again.
    private static let congestionOctets = 64 * 1_024...256 * 1_024

    /// Octets came to an end; whoever sent them may go on.
    mutating func relieve(senderTo end: Int) {
        guard ends[end ^ 1].isCongested,
            ends[end].incoming.sessionOctets < Self.congestionOctets.lowerBound
        else { return }
        ends[end ^ 1].isCongested = false
        stepSession(end ^ 1, .relieved)
    }

    mutating func wakeSession(_ end: Int) {
        ends[end].sessionWakeAt = nil
        let host = ends[end].host
        guard hosts[host].stalledUntil <= clock else {
            // What came meanwhile is read first.
            return scheduleSessionWake(end, notBefore: hosts[host].stalledUntil + 1)
        }
        stepSession(end, .woke)
    }

    private mutating func scheduleSessionWake(_ end: Int, notBefore: UInt64 = 0) {
        guard let deadline = sessions[end]?.nextDeadline else { return }
        let due = max(hosts[ends[end].host].clock.trueTime(of: deadline), clock, notBefore)
        if let present = ends[end].sessionWakeAt, present <= due { return }
        ends[end].sessionWakeAt = due
        schedule(.sessionWake(end: Int32(end), generation: ends[end].generation), at: due)
    }
}
