// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives

extension GossipWorld {
    /// Gives a router an input and does what it wants.
    mutating func step(_ node: Int, _ input: RouterInput) {
        steps += 1
        for effect in hosts[node].router.step(input, at: now) {
            switch effect {
            case .send(let rpc, let target): send(rpc, from: node, to: Self.number(of: target))
            case .deliver(let message, let peer): deliver(message, to: node, from: peer)
            case .offered, .violated: continue
            }
        }
    }

    /// A node got a message for the first time since it is up.
    private mutating func deliver(_ message: Message, to node: Int, from peer: PeerID) {
        let number = Self.number(of: message)
        book.deliver(number, to: node, at: now)
        let age = now.duration(since: book.published(number))
        guard age < .seconds(120) else {
            step(node, .ignored(message, from: peer))
            return
        }
        let skipping = keep(number, at: node)
        step(node, .accepted(message, from: peer, skipping: skipping))
    }

    private mutating func send(_ rpc: RPC, from node: Int, to target: Int) {
        var rpc = rpc
        if node >= layout.nodeCount {
            bend(&rpc, of: node, to: target)
            if rpc.isEmpty { return }
        } else {
            totals.count(rpc)
        }
        let octets = rpc.byteCount
        if node < layout.nodeCount {
            if rpc.messages.isEmpty {
                totals.controlOctets += octets
            } else {
                totals.messageOctets += octets
            }
        }
        let due = arrival(of: octets, from: node, to: target)
        schedule(.rpc(hop(node, target), rpc), at: due)
    }

    func hop(_ from: Int, _ to: Int) -> Hop {
        Hop(from: from, to: to, fromEpoch: hosts[from].epoch, toEpoch: hosts[to].epoch)
    }

    /// When something that is sent now is there.
    mutating func arrival(of octets: Int, from node: Int, to target: Int) -> Instant {
        var departure = now
        if let rate = layout.uplinkOctetsPerSecond {
            let duration = Duration.nanoseconds(octets * 1_000_000_000 / rate)
            departure = max(now, hosts[node].uplinkFreeAt).advanced(by: duration)
            hosts[node].uplinkFreeAt = departure
        }
        let delay = layout.latency.draw(from: node, to: target, seed: seed, using: &generator)
        return Instant(nanoseconds: departure.nanoseconds + UInt64(delay) * 1_000)
    }

    /// Takes an RPC that arrived: first what it says, then its messages, as the node does.
    mutating func hear(_ rpc: RPC, _ hop: Hop) {
        var said = rpc
        said.messages = []
        if hop.to >= layout.nodeCount { notice(&said, hop) }
        guard !isSilent(hop.to) else { return }
        let peer = hosts[hop.from].id
        if !said.isEmpty { step(hop.to, .heard(said, from: peer)) }
        for message in rpc.messages where !hosts[hop.to].router.isGraylisted(peer) {
            step(hop.to, .received(message, from: peer))
        }
    }

    /// Starts a node's router.
    mutating func open(_ node: Int) {
        step(node, .subscribed(Self.topic))
        scheduleWake(node)
    }

    /// Draws who is connected to whom, and connects them.
    ///
    /// Validators of a channel are connected to each other; the rest of their connections is drawn,
    /// so that nobody has more of them than with gossip alone.
    mutating func connectHonest() {
        let count = layout.nodeCount
        var linked = [Set<Int>](repeating: [], count: count)
        for node in 0..<count {
            for other in layout.channel(of: node) ?? 0..<0 where other > node {
                linked[node].insert(other)
                linked[other].insert(node)
                connect(node, other, address: nil)
            }
        }
        let spared = layout.lanes.map { $0.channelSize / 2 } ?? 0
        for node in 0..<count {
            let dials = Int.random(in: layout.dials, using: &generator)
            for other in drawn(max(1, dials - spared), of: 0..<count, besides: node)
            where linked[node].insert(other).inserted {
                linked[other].insert(node)
                connect(node, other, address: nil)
            }
        }
    }

    /// Connects two nodes for the first time.
    mutating func connect(_ node: Int, _ other: Int, address: Bytes?) {
        hosts[node].neighbours.append(GossipHost.Neighbour(node: other, isDialled: true))
        hosts[other].neighbours.append(GossipHost.Neighbour(node: node, isDialled: false))
        link(node, other, address: address)
    }

    /// Opens a connection: both routers hear of it, and validators of one channel compare.
    ///
    /// - Parameter address: the network address of the one that dials.
    mutating func link(_ node: Int, _ other: Int, address: Bytes?) {
        let version = layout.version
        step(
            node,
            .connected(hosts[other].id, outbound: true, version: version, address: nil))
        step(
            other,
            .connected(hosts[node].id, outbound: false, version: version, address: address))
        guard layout.channel(of: node)?.contains(other) == true else { return }
        step(node, .valued(hosts[other].id, 10))
        step(other, .valued(hosts[node].id, 10))
        if layout.lanes?.reconciles == true {
            // Both say hello; the smaller one asks.
            let (asking, asked) = (min(node, other), max(node, other))
            let due = arrival(of: 100, from: asked, to: asking)
            totals.comparisonOctets += 200
            schedule(.compare(hop(asking, asked), isWhole: true), at: due)
        }
    }
}
