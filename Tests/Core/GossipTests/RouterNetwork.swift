// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import Testing

/// Routers that speak to each other over links that delay, and lose some of the RPCs with messages.
struct RouterNetwork {
    /// What a network looks like.
    struct Layout {
        var count: Int
        /// How many others each node dials; nil when each is connected to every other.
        var dials: Int?
        /// RPCs with messages that are lost, in percent.
        var lossPercent = 0
        /// The one-way delay of each link in milliseconds is drawn from here.
        var latency = 10...10
        /// Nodes that advertise messages and never send one.
        var mute: Set<Int> = []
        var parameters = GossipParameters.standard
    }

    /// What was sent, as the published counts have it.
    struct Counts: Equatable {
        var messages = 0
        var ihave = 0
        var iwant = 0
        var graft = 0
        var prune = 0
    }

    private enum Event {
        case arrival(from: Int, to: Int, RPC)
        case wake(Int)
    }

    private(set) var routers: [Router]
    private(set) var counts = Counts()
    /// What nodes that are not mute were blamed for.
    private(set) var faults: [Violation: Int] = [:]
    /// How often each node was handed each message.
    private(set) var deliveries: [[MessageID: Int]]
    /// The nodes each node is connected to.
    private(set) var links: [[Int]]
    private let layout: Layout
    private let ids: [PeerID]
    private let numbers: [PeerID: Int]
    private var latencies: [[Int: Int]]
    private var generator: SeededGenerator
    private var agenda = Agenda<Event>()
    private(set) var now = Instant(nanoseconds: 1_000_000_000)

    init(_ layout: Layout, seed: UInt64) throws {
        self.layout = layout
        var generator = SeededGenerator(seed: seed)
        let start = now
        let count = layout.count
        ids = try (0..<count).map(peer)
        numbers = Dictionary(uniqueKeysWithValues: zip(ids, 0..<count))
        routers = ids.map { _ in
            Router(parameters: layout.parameters, generator: generator.split(), now: start)
        }
        deliveries = Array(repeating: [:], count: count)
        links = Array(repeating: [], count: count)
        latencies = Array(repeating: [:], count: count)
        self.generator = generator
        for node in 0..<count {
            try step(node, .subscribed("t"))
            agenda.add(.wake(node), at: routers[node].nextDeadline)
        }
        for node in 0..<count { try dial(from: node) }
    }

    /// `count` nodes, each connected to every other, all in topic "t".
    init(count: Int, lossPercent: Int, seed: UInt64) throws {
        try self.init(Layout(count: count, lossPercent: lossPercent), seed: seed)
    }

    private mutating func dial(from node: Int) throws {
        let others = (0..<layout.count).filter { $0 != node }
        let dialled =
            layout.dials.map { others.shuffled(using: &generator).prefix($0) } ?? others[...]
        for other in dialled where !links[node].contains(other) {
            let delay = Int.random(in: layout.latency, using: &generator)
            latencies[node][other] = delay
            latencies[other][node] = delay
            links[node].append(other)
            links[other].append(node)
            try step(node, .connected(ids[other], outbound: true, version: .v12, address: nil))
            try step(other, .connected(ids[node], outbound: false, version: .v12, address: nil))
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

    /// The lowest score that any node gives a node which is not mute, and that is not mute itself.
    var lowestScore: Score {
        var lowest: Score = 0
        for (number, router) in routers.enumerated() where !layout.mute.contains(number) {
            for report in router.peerReports {
                guard let node = numbers[report.peer], !layout.mute.contains(node) else { continue }
                lowest = min(lowest, report.score.total)
            }
        }
        return lowest
    }

    /// Publishes one message of a node.
    mutating func publish(
        by node: Int, number: UInt64, data: Bytes = [1, 2, 3]
    ) throws -> Message {
        let own = try message(from: node, number: number, data: data)
        try step(node, .published(own, skipping: []))
        return own
    }

    /// Lets time pass.
    mutating func run(_ duration: Duration) throws {
        let end = now.advanced(by: duration)
        while let (time, event) = agenda.next(before: end) {
            now = time
            switch event {
            case .wake(let node):
                try step(node, .woke)
                agenda.add(.wake(node), at: routers[node].nextDeadline)
            case .arrival(let from, let to, var rpc):
                let messages = rpc.messages
                rpc.messages = []
                try step(to, .heard(rpc, from: ids[from]))
                for message in messages where !routers[to].isGraylisted(ids[from]) {
                    try step(to, .received(message, from: ids[from]))
                }
            }
        }
        now = end
    }

    private mutating func step(_ node: Int, _ input: RouterInput) throws {
        for effect in routers[node].step(input, at: now) {
            switch effect {
            case .send(let rpc, let target): try send(rpc, from: node, to: target)
            case .deliver(let message, let from):
                deliveries[node][try #require(message.id), default: 0] += 1
                try step(node, .accepted(message, from: from, skipping: []))
            case .offered: Issue.record("an honest node offered peers")
            case .violated(let peer, let violation):
                guard let culprit = numbers[peer], !layout.mute.contains(culprit) else { continue }
                faults[violation, default: 0] += 1
            }
        }
    }

    private mutating func send(_ rpc: RPC, from node: Int, to target: PeerID) throws {
        let to = try #require(numbers[target])
        counts.messages += rpc.messages.count
        counts.ihave += rpc.control.ihave.count
        counts.iwant += rpc.control.iwant.count
        counts.graft += rpc.control.graft.count
        counts.prune += rpc.control.prune.count
        var rpc = rpc
        if !rpc.messages.isEmpty {
            if Int.random(in: 0..<100, using: &generator) < layout.lossPercent { return }
            if layout.mute.contains(node) { rpc.messages = [] }
        }
        let delay = latencies[node][to] ?? 10
        let jitter = layout.latency.count > 1 ? Int.random(in: 0...100, using: &generator) : 0
        let wait = Duration.microseconds(delay * (1_000 + jitter))
        agenda.add(.arrival(from: node, to: to, rpc), at: now.advanced(by: wait))
    }
}
