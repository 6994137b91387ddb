// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Identity
import NodeCore
import Outpace
package import Primitives
import Validator

extension NodeNetwork {
    /// Stops a machine at once; what its journal holds stays.
    package mutating func kill(_ host: Int) {
        for other in hosts.indices where other != host { disconnect(host, other) }
        hosts[host].node = nil
        hosts[host].incarnation += 1
        hosts[host].wakeAt = nil
        hosts[host].isDoomed = false
    }

    /// Stops a machine in the middle of its next commit: that batch is lost, and nothing of it was
    /// revealed.
    package mutating func killDuringNextCommit(_ host: Int) {
        hosts[host].isDoomed = hosts[host].isUp
    }

    /// Starts a machine again from its journal, or from a backup that replaces it.
    package mutating func restart(_ host: Int, from backup: NodeNetworkJournal? = nil) {
        if hosts[host].isUp { kill(host) }
        if let backup { hosts[host].journal = backup }
        start(host)
        for other in hosts.indices where other != host {
            if links[min(host, other)][max(host, other)].isWanted {
                queue.insert(.dial(min(host, other), max(host, other)), due: now.instant)
            }
        }
    }

    /// Splits the network; hosts of different groups lose their connections.
    package mutating func partition(_ groups: [[Int]]) {
        for (side, group) in groups.enumerated() {
            for host in group { sides[host] = side }
        }
        for lower in hosts.indices {
            for upper in hosts.indices where upper > lower && sides[lower] != sides[upper] {
                disconnect(lower, upper)
            }
        }
    }

    /// Ends the partition; the hosts find each other at their next dials.
    package mutating func heal() { sides = Array(repeating: 0, count: hosts.count) }

    /// Wants two hosts connected, and connects them as soon as both can be reached.
    package mutating func connect(_ one: Int, _ other: Int) {
        let (lower, upper) = (min(one, other), max(one, other))
        links[lower][upper].isWanted = true
        queue.insert(.dial(lower, upper), due: now.instant)
    }

    /// Keeps two hosts apart until `connect`.
    package mutating func separate(_ one: Int, _ other: Int) {
        links[min(one, other)][max(one, other)].isWanted = false
        disconnect(one, other)
    }

    /// Breaks the connection of two hosts; they dial again.
    package mutating func disconnect(_ one: Int, _ other: Int) {
        let (lower, upper) = (min(one, other), max(one, other))
        guard links[lower][upper].connection != nil else { return }
        links[lower][upper].connection = nil
        tell(lower, .disconnected(hosts[upper].key.peerID))
        tell(upper, .disconnected(hosts[lower].key.peerID))
        if links[lower][upper].isWanted { redial(lower, upper) }
    }

    mutating func start(_ host: Int) {
        let snapshot = hosts[host].journal.snapshot
        let node = Node(
            key: hosts[host].key, parameters: settings.parameters, restoring: snapshot,
            seed: generator.next(), at: now)
        hosts[host].node = node
        hosts[host].incarnation += 1
        for channel in snapshot.channels { tell(host, .chain(channel.channel.id, .active)) }
        scheduleWake(host)
    }

    mutating func dial(_ lower: Int, _ upper: Int) {
        guard links[lower][upper].isWanted, links[lower][upper].connection == nil else { return }
        guard hosts[lower].isUp, hosts[upper].isUp, sides[lower] == sides[upper] else {
            redial(lower, upper)
            return
        }
        connectionCount += 1
        links[lower][upper].connection = connectionCount
        links[lower][upper].lastArrival = [now.instant, now.instant]
        for (host, other) in [(lower, upper), (upper, lower)] {
            let peer = hosts[other].key.peerID
            let session = PeerSession(
                isOutbound: host == lower, address: nil,
                salt: Bytes(repeating: UInt8(truncatingIfNeeded: connectionCount), count: 32))
            tell(host, .connected(peer, session))
            tell(host, .gossipReady(peer, .v12))
            tell(host, .laneReady(peer))
        }
    }

    private mutating func redial(_ lower: Int, _ upper: Int) {
        queue.insert(.dial(lower, upper), due: now.instant.advanced(by: settings.redialDelay))
    }
}

extension NodeNetwork {
    /// Hands a host octets of the gossip lane as if a connected peer had sent them.
    package mutating func inject(gossip bytes: Bytes, from peer: PeerID, to host: Int) {
        guard let other = places[peer] else { return }
        queue.insert(
            .arrival(
                NodeNetworkParcel(
                    host: host, incarnation: hosts[host].incarnation,
                    connection: links[min(host, other)][max(host, other)].connection,
                    content: .gossip(bytes, from: peer))), due: now.instant)
    }
}
