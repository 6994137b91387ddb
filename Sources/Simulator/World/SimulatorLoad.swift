// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives

/// A network under a steady load, for measuring what a simulation costs: whoever runs it holds the
/// watch.
public struct SimulatorLoad: Sendable {
    /// Validators of the one channel, at most 25 of them.
    public var validators: Int
    /// Hosts that only relay.
    public var relays: Int
    /// Virtual time.
    public var duration: Duration
    /// Events that happen each second, evenly spaced; each is posted to all validators.
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
    /// - Returns: the network at its end.
    public func run(seed: UInt64) throws -> World {
        let keys = try Sample.keys(validators + relays)
        let channel = try Sample.channel(1, of: Array(keys.prefix(validators)))
        var plan = WorldPlan(
            hosts: keys.enumerated().map { place, key in
                HostPlan(key: key, channels: place < validators ? [channel] : [])
            }, edges: edges)
        plan.depth = depth
        var world = World(plan: plan, seed: seed)
        let eventCount = Int(duration.nanosecondCount / 1_000_000) * eventsPerSecond / 1_000
        for number in 0..<eventCount {
            world.run(for: .seconds(1) * number / eventsPerSecond - world.elapsed)
            let record = Sample.event(
                number, of: channel.id, publisher: number % 7, at: world.now.timestamp)
            for validator in 0..<validators { world.submit([record], to: validator) }
        }
        world.run(for: duration - world.elapsed)
        return world
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
