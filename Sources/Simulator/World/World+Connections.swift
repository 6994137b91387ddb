// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Identity
import NodeCore
import Peering
import Primitives

/// How connections are made and lost.
extension World {
    /// Makes a host dial another from now on.
    mutating func addDialer(_ host: Int, _ peer: Int) {
        guard host != peer, hosts[host].dialers[hosts[peer].key.peerID] == nil else { return }
        hosts[host].dialers[hosts[peer].key.peerID] = dialers.count
        dialers.append(
            Dialer(host: host, peer: peer, pause: plan.transport.firstPause.nanosecondCount))
        if hosts[host].isUp { dialNow(dialers.count - 1) }
    }

    /// A validator told where it listens: it is dialled, if that is where it is.
    mutating func learn(_ addresses: [Multiaddr], of peer: PeerID, at host: Int) {
        guard plan.transport.dialsLearntPeers, let other = places[peer],
            let address = Multiaddr(host: hosts[other].address), addresses.contains(address)
        else { return }
        addDialer(host, other)
    }

    /// Lets a dial begin now, with the shortest pause after it.
    mutating func dialNow(_ dialer: Int) {
        dialers[dialer].pause = plan.transport.firstPause.nanosecondCount
        dialLater(dialer, after: 0)
    }

    private mutating func dialLater(_ dialer: Int, after pause: UInt64) {
        dialers[dialer].number += 1
        dialers[dialer].state = .pausing
        schedule(
            .dial(dialer: Int32(dialer), number: dialers[dialer].number), at: clock + pause)
    }

    /// Waits as long as the transport does between two dials of a peer.
    private mutating func dialAgain(_ dialer: Int) {
        let pause = dialers[dialer].pause
        dialers[dialer].pause = min(pause * 2, plan.transport.lastPause.nanosecondCount)
        let cut = pause * UInt64.random(in: 0..<500, using: &network) / 1_000
        dialLater(dialer, after: pause - cut)
    }

    mutating func dial(_ dialer: Int) {
        let (host, peer) = (dialers[dialer].host, dialers[dialer].peer)
        guard hosts[host].isUp else { return dialers[dialer].state = .off }
        if hosts[host].table[hosts[peer].key.peerID] != nil { return watch(dialer) }
        if hosts[host].stalledUntil > clock {
            return dialLater(dialer, after: hosts[host].stalledUntil - clock)
        }
        dialers[dialer].number += 1
        dialers[dialer].state = .dialling
        tally.dials += 1
        let number = dialers[dialer].number
        let roundTrip = 2 * latency(host, peer)
        let failed = Happening.dialFailed(dialer: Int32(dialer), number: number)
        let isSeparated = separated.contains(
            Edge(dialer: min(host, peer), listener: max(host, peer)))
        guard !isSeparated, !isBlocked(host, peer), !isBlocked(peer, host) else {
            return schedule(
                failed, at: clock + plan.transport.connectTimeout.nanosecondCount)
        }
        guard hosts[peer].isUp else { return schedule(failed, at: clock + roundTrip) }
        let end = makeEnds(host, peer)
        let trips = plan.depth == .octets ? 1 : max(1, plan.transport.handshakeRoundTrips)
        schedule(
            .opened(end: Int32(end), generation: ends[end].generation),
            at: clock + UInt64(trips) * roundTrip)
    }

    mutating func failDial(_ dialer: Int) {
        tally.failedDials += 1
        guard hosts[dialers[dialer].host].isUp else { return dialers[dialer].state = .off }
        dialAgain(dialer)
    }

    private mutating func watch(_ dialer: Int) {
        dialers[dialer].number += 1
        dialers[dialer].state = .watching
        dialers[dialer].watchedSince = clock
    }

    /// Takes two places for a connection; the dialler's end comes first.
    private mutating func makeEnds(_ host: Int, _ peer: Int) -> Int {
        let end: Int
        if let free = freeEnds.popLast() {
            end = free
        } else {
            end = ends.count
            ends += [End(), End()]
            if plan.depth == .octets { sessions += [nil, nil] }
        }
        for (place, holder) in [(end, host), (end + 1, peer)] {
            let (generation, muteCount) = (ends[place].generation, ends[place].muteCount)
            ends[place] = End()
            ends[place].generation = generation + 1
            ends[place].muteCount = muteCount + 1
            ends[place].host = holder
            ends[place].phase = .opening
            ends[place].incarnation = hosts[holder].incarnation
            ends[place].openedAt = clock
            ends[place].checksLeft = Int64(plan.transport.signatureChecksPerSecond) * 2_000
            ends[place].checksAt = clock
        }
        return end
    }

    /// The last packet of the handshake arrives, at byte depth the first.
    mutating func finishDial(_ end: Int) {
        let (host, peer) = (ends[end].host, ends[end + 1].host)
        let isSame =
            ends[end].incarnation == hosts[host].incarnation
            && ends[end + 1].incarnation == hosts[peer].incarnation
        guard isSame, hosts[host].isUp, hosts[peer].isUp, !isBlocked(host, peer),
            !isBlocked(peer, host)
        else {
            free(end)
            return failDialing(host, peer)
        }
        switch plan.depth {
        case .octets: startSessions(end)
        case .messages:
            guard !isWaitingForProcess(end) else { return }
            var salt: Bytes = []
            for _ in 0..<4 { network.next().appendBigEndian(to: &salt) }
            guard open(end, salt: salt), open(end + 1, salt: salt) else { return }
            for place in [end, end + 1] {
                let other = hosts[ends[place ^ 1].host].key.peerID
                enter(.gossipReady(other, .v12), at: place)
                enter(.laneReady(other), at: place)
            }
        }
    }

    /// Whether a process stands still that has to answer: the handshake waits for it, up to a bound.
    private mutating func isWaitingForProcess(_ end: Int) -> Bool {
        let (host, peer) = (ends[end].host, ends[end + 1].host)
        let until = max(hosts[host].stalledUntil, hosts[peer].stalledUntil)
        guard until > clock else { return false }
        let limit = ends[end].openedAt + plan.transport.connectTimeout.nanosecondCount
        if clock >= limit {
            free(end)
            failDialing(host, peer)
        } else {
            schedule(
                .opened(end: Int32(end), generation: ends[end].generation),
                at: min(until, limit))
        }
        return true
    }

    /// Decides whether an end stands for its peer from now on, and tells the owner.
    ///
    /// When two connections to one peer meet, both hosts keep the one that the smaller peer id dialled.
    mutating func open(_ end: Int, salt: Bytes) -> Bool {
        let host = ends[end].host
        let (own, peer) = (hosts[host].key.peerID, hosts[ends[end ^ 1].host].key.peerID)
        let isOutbound = end.isMultiple(of: 2)
        ends[end].salt = salt
        if let held = hosts[host].table[peer], ends[held].phase == .open {
            let isHeldOutbound = held.isMultiple(of: 2)
            if isHeldOutbound != isOutbound, isHeldOutbound == (own < peer) {
                giveUp(end)
                return false
            }
            hosts[host].table[peer] = end
            giveUp(held)
        }
        hosts[host].table[peer] = end
        ends[end].phase = .open
        ends[end].isTold = true
        ends[end].openedAt = clock
        hosts[host].openedEnds.append(end)
        let address = hosts[ends[end ^ 1].host].sharedAddress
        enter(
            .connected(peer, PeerSession(isOutbound: isOutbound, address: address, salt: salt)),
            at: end)
        if isOutbound, let dialer = hosts[host].dialers[peer] { watch(dialer) }
        if ends[end ^ 1].phase == .open {
            tally.connections += 1
            let (dialer, listener) = (ends[end & ~1].host, ends[end | 1].host)
            note(.connected, dialer, listener)
            tellTurn(.connected(dialer, listener))
        }
        updateMute(of: end)
        return true
    }

    /// Closes one end: its owner is told, and the other end when the farewell arrives there.
    mutating func close(_ end: Int, telling: Bool = true) {
        let host = ends[end].host
        guard ends[end].phase == .open || ends[end].phase == .opening else {
            if !telling { free(end & ~1) }
            return
        }
        let wasOpen = ends[end].phase == .open
        let peer = hosts[ends[end ^ 1].host].key.peerID
        ends[end].phase = .closed
        tally.lostMessages += UInt64(ends[end].incoming.truncate(to: 0))
        if plan.depth == .octets { sessions[end] = nil }
        if hosts[host].table[peer] == end { hosts[host].table[peer] = nil }
        if wasOpen, hosts[host].isUp, ends[end].incarnation == hosts[host].incarnation {
            hosts[host].inbox.append(.disconnected(peer))
            requestTurn(host)
        }
        resumeDialing(host, ends[end ^ 1].host, openedAt: wasOpen ? ends[end].openedAt : nil)
        if telling, ends[end ^ 1].phase != .closed { return put(.farewell, to: end ^ 1) }
        if ends[end ^ 1].phase == .closed { free(end & ~1) }
    }

    private mutating func resumeDialing(_ host: Int, _ peer: Int, openedAt: UInt64?) {
        guard let dialer = hosts[host].dialers[hosts[peer].key.peerID] else { return }
        guard hosts[host].isUp else { return dialers[dialer].state = .off }
        // A connection that was refused for another one ends here, and the other one is watched.
        if hosts[host].table[hosts[peer].key.peerID] != nil { return watch(dialer) }
        switch dialers[dialer].state {
        case .off, .pausing: return
        case .dialling, .watching: break
        }
        if let openedAt, clock - openedAt >= plan.transport.stableDuration.nanosecondCount {
            dialers[dialer].pause = plan.transport.firstPause.nanosecondCount
        }
        dialAgain(dialer)
    }

    private mutating func failDialing(_ host: Int, _ peer: Int) {
        guard let dialer = hosts[host].dialers[hosts[peer].key.peerID],
            case .dialling = dialers[dialer].state
        else { return }
        failDial(dialer)
    }

    /// Both ends have given the connection up: its places are free.
    private mutating func free(_ end: Int) {
        guard ends[end].phase != .free else { return }
        let wasOpen = ends[end].isTold && ends[end + 1].isTold
        let (dialer, listener) = (ends[end].host, ends[end + 1].host)
        for place in [end, end + 1] {
            tally.lostMessages += UInt64(ends[place].incoming.truncate(to: 0))
            ends[place].generation += 1
            ends[place].muteCount += 1
            ends[place].mutedSince = nil
            ends[place].phase = .free
            if plan.depth == .octets { sessions[place] = nil }
        }
        freeEnds.append(end)
        guard wasOpen else { return }
        note(.parted, dialer, listener)
        tellTurn(.parted(dialer, listener))
    }

    /// Hands the owner of an end an input.
    mutating func enter(_ input: NodeInput, at end: Int) {
        let host = ends[end].host
        hosts[host].inbox.append(input)
        requestTurn(host)
    }

    /// Ends the session of a host with a peer for what the peer did.
    mutating func refuse(_ peer: PeerID, at host: Int, _ reason: String) {
        report("\(host) refuses \(places[peer] ?? -1): \(reason)")
        if let end = hosts[host].table[peer] { giveUp(end) }
    }

    /// Ends the session of an end at once, with a farewell.
    private mutating func giveUp(_ end: Int) {
        switch plan.depth {
        case .messages: close(end)
        case .octets: stepSession(end, .aborted)
        }
    }
}
