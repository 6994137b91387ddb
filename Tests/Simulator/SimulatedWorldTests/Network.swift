// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import NodeCore
import Outpace
import Primitives
import SimulatedWorld
import Validator
import ValidatorMessages

/// A small network with one channel that all its hosts validate, and what the tests ask of it.
struct Network {
    var world: World
    let channel: PaymentChannel
    private var eventCount = 0

    init(
        _ count: Int, seed: UInt64 = 1, adjusting: (inout WorldPlan) -> Void = { _ in }
    ) throws {
        let keys = try Sample.keys(count)
        let channel = try Sample.channel(1, of: keys)
        var plan = WorldPlan(
            hosts: keys.map { HostPlan(key: $0, channels: [channel]) },
            edges: WorldPlan.fullMesh(count))
        adjusting(&plan)
        self.channel = channel
        world = World(plan: plan, seed: seed)
    }

    /// Posts events that occur now to a host.
    @discardableResult
    mutating func post(_ count: Int, to host: Int) -> UInt64 {
        let first = eventCount
        eventCount += count
        let records = (first..<first + count).map {
            Sample.event($0, of: channel.id, publisher: $0 % 7, at: world.now.timestamp)
        }
        return world.submit(records, to: host)
    }

    /// How many events the approved state of a host covers.
    func paid(_ host: Int) -> UInt64 {
        world.view(host, channel.id)?.validator.approved?.eventCount ?? 0
    }

    /// Lets time pass and keeps what happened.
    mutating func turns(for duration: Duration) -> [Turn] {
        let end = world.elapsed + duration
        var turns: [Turn] = []
        while let turn = world.next(before: end) { turns.append(turn) }
        return turns
    }

    /// Lets time pass until all hosts have paid so many events.
    mutating func settle(on count: UInt64, within limit: Duration = .seconds(20)) -> Bool {
        let id = channel.id
        return world.run(within: limit) { world in
            world.hosts.indices.allSatisfy {
                world.view($0, id)?.validator.approved?.eventCount == count
            }
        } != nil
    }

    /// Lets time pass until all pairs of hosts are connected.
    mutating func connect(within limit: Duration = .seconds(5)) -> Bool {
        world.run(within: limit) { world in
            world.hosts.indices.allSatisfy { one in
                world.hosts.indices.allSatisfy { $0 == one || world.isConnected(one, $0) }
            }
        } != nil
    }
}

extension Turn {
    var batch: Batch? { if case .batch(let batch) = kind { batch } else { nil } }
    var downHost: Int? { if case .down(let host, _) = kind { host } else { nil } }
    var upHost: Int? { if case .up(let host) = kind { host } else { nil } }
    var partedPair: [Int]? { if case .parted(let one, let two) = kind { [one, two] } else { nil } }
    var connectedPair: [Int]? {
        if case .connected(let one, let two) = kind { [one, two] } else { nil }
    }
}
