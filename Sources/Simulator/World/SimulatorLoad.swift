// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Identity
import NodeCore
import Outpace
public import Primitives
import Validator

/// A network under a steady load, for measuring what a simulation costs: whoever runs it holds the
/// watch.
public struct SimulatorLoad: Sendable {
    /// Validators of the one channel, at most 25 of them.
    public var validators: Int
    /// Hosts that only relay.
    public var relays: Int
    /// Virtual time.
    public var duration: Duration
    /// Events that are posted each second, in turn to the validators.
    public var eventsPerSecond: Int
    /// How far down conversations are simulated.
    public var depth: Depth

    /// A load at message depth without relays.
    public init(
        validators: Int, relays: Int = 0, duration: Duration, eventsPerSecond: Int = 100,
        depth: Depth = .messages
    ) {
        self.validators = validators
        self.relays = relays
        self.duration = duration
        self.eventsPerSecond = eventsPerSecond
        self.depth = depth
    }

    /// Runs the load.
    ///
    /// - Returns: what was counted, the transcript's hash, and the events that were paid.
    public func run(
        seed: UInt64
    ) throws -> (counters: WorldCounters, hash: Digest, eventCount: UInt64) {
        let keys = try Sample.keys(validators + relays)
        let channel = try Sample.channel(1, of: Array(keys.prefix(validators)))
        var plan = WorldPlan(
            hosts: keys.enumerated().map { place, key in
                HostPlan(key: key, channels: place < validators ? [channel] : [])
            }, edges: edges)
        plan.depth = depth
        var world = World(plan: plan, seed: seed)
        var number = 0
        for step in 1...max(1, Int(duration / .milliseconds(100))) {
            let count = eventsPerSecond * step / 10 - number
            let records = (number..<number + count).map {
                Sample.event($0, of: channel.id, publisher: $0 % 7, at: world.now.timestamp)
            }
            number += count
            if count > 0 { world.submit(records, to: step % validators) }
            world.run(for: .milliseconds(100))
        }
        let paid = world.view(0, channel.id)?.validator.approved?.eventCount ?? 0
        return (world.counters, world.transcript.hash, paid)
    }

    /// Validators all dial each other; each relay dials three hosts before it.
    private var edges: [Edge] {
        var edges = WorldPlan.fullMesh(validators)
        for relay in validators..<validators + relays {
            for step in [1, 7, 31] where relay >= step {
                edges.append(Edge(dialer: relay, listener: (relay - step) / step))
            }
        }
        return edges
    }
}
