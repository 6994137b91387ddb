// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import Testing

/// Routers that speak to each other over links of 10 ms which lose some of the RPCs with messages.
struct RouterNetwork {
    private struct Packet {
        let arrives: Instant
        let from: Int
        let to: Int
        let rpc: RPC
    }

    private(set) var routers: [Router]
    private let ids: [PeerID]
    private let lossPercent: Int
    private var generator: SeededGenerator
    private var packets: [Packet] = []
    private var nextPacket = 0
    private var now = Instant(nanoseconds: 1_000_000_000)
    /// How often each node was handed each message.
    private(set) var deliveries: [[MessageID: Int]]

    /// `count` nodes, each connected to every other, all in topic "t".
    init(count: Int, lossPercent: Int, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let start = now
        ids = try (0..<count).map(peer)
        routers = ids.map { _ in
            Router(parameters: .standard, generator: generator.split(), now: start)
        }
        self.lossPercent = lossPercent
        deliveries = Array(repeating: [:], count: count)
        self.generator = generator
        for node in 0..<count { try step(node, .subscribed("t")) }
        for node in 0..<count {
            for other in 0..<count where other != node {
                try step(
                    node,
                    .connected(ids[other], outbound: node < other, version: .v11, address: nil))
            }
        }
    }

    /// Whether every node but the author was handed each message exactly once.
    func isDelivered(_ messages: [(author: Int, message: Message)]) -> Bool {
        messages.allSatisfy { author, message in
            deliveries.indices.allSatisfy { node in
                deliveries[node][message.id ?? MessageID(bytes: [])] == (node == author ? nil : 1)
            }
        }
    }

    /// Publishes one message of a node.
    mutating func publish(by node: Int, number: UInt64) throws -> Message {
        let own = try message(from: node, number: number)
        try step(node, .published(own, skipping: []))
        return own
    }

    /// Lets time pass.
    mutating func run(_ duration: Duration) throws {
        let end = now.advanced(by: duration)
        while true {
            let deadlines = routers.map { $0.nextDeadline ?? end }
            let wakes = deadlines.indices.min { deadlines[$0] < deadlines[$1] }
            let wake = wakes.map { deadlines[$0] } ?? end
            let arrival = nextPacket < packets.count ? packets[nextPacket].arrives : end
            guard min(wake, arrival) < end else { break }
            if arrival <= wake {
                now = arrival
                try takePacket()
            } else if let node = wakes {
                now = wake
                try step(node, .woke)
            }
        }
        now = end
    }

    private mutating func takePacket() throws {
        let packet = packets[nextPacket]
        nextPacket += 1
        var rpc = packet.rpc
        let messages = rpc.messages
        rpc.messages = []
        try step(packet.to, .heard(rpc, from: ids[packet.from]))
        for message in messages { try step(packet.to, .received(message, from: ids[packet.from])) }
    }

    private mutating func step(_ node: Int, _ input: RouterInput) throws {
        for effect in routers[node].step(input, at: now) {
            switch effect {
            case .send(let rpc, let target):
                let isLost =
                    !rpc.messages.isEmpty
                    && Int.random(in: 0..<100, using: &generator) < lossPercent
                guard !isLost, let to = ids.firstIndex(of: target) else { continue }
                packets.append(
                    Packet(
                        arrives: now.advanced(by: .milliseconds(10)), from: node, to: to,
                        rpc: rpc))
            case .deliver(let message, let from):
                deliveries[node][try #require(message.id), default: 0] += 1
                try step(node, .accepted(message, from: from, skipping: []))
            case .offered: Issue.record("nobody offers peers")
            case .violated(_, let violation):
                Issue.record("an honest node did \(violation.name)")
            }
        }
    }
}
