// This source file is part of the Outpace project. License: see LICENSE.

import Outpace
import Primitives
import SimulatedWorld
import SimulationReport

/// Small runs that tests look at, each simulated once.
enum SampleRun {
    /// Four validators for 24 s: one is cut off from 6 s to 16 s, one is down from 17 s to 19 s.
    static let split = Result { try run() }

    static func plan(hosts: Int) throws -> WorldPlan {
        let keys = try Sample.keys(hosts)
        let channel = try Sample.channel(0, of: Array(keys.prefix(25)))
        var plan = WorldPlan(
            hosts: keys.map { HostPlan(key: $0, channels: [channel]) },
            edges: WorldPlan.fullMesh(hosts))
        plan.transport.dialsLearntPeers = false
        return plan
    }

    static func title(seconds: Int) -> RunTitle {
        RunTitle(
            scenario: "split", proves: "A minority stops.", seed: 7,
            command: "outpace simulate split.yaml --seed 7", duration: .seconds(seconds),
            healedFrom: .seconds(20))
    }

    private static func run() throws -> (record: RunRecord, world: World) {
        var world = World(plan: try plan(hosts: 4), seed: 7)
        var recorder = RunRecorder(title: title(seconds: 24), world: world)
        let faults: [(Int, Fault)] = [
            (6, .partition([[3]])), (16, .heal), (17, .crash([2])), (19, .restart([2])),
            (21, .stall([1], for: .seconds(1))), (22, .copy([0], name: "backup")),
        ]
        var number = 0
        for second in 0..<24 {
            for (at, fault) in faults where at == second {
                if let turn = world.apply(fault) { recorder.observe(turn, in: world) }
            }
            for host in 0..<4 where (3..<20).contains(second) && world.hosts[host].isUp {
                for channel in world.plan.hosts[host].channels {
                    let event = Sample.event(
                        number, of: channel.id, publisher: number % 3, at: world.now.timestamp)
                    world.submit([event], to: host)
                    number += 1
                }
            }
            while let turn = world.next(before: .seconds(second + 1)) {
                recorder.observe(turn, in: world)
            }
        }
        let record = recorder.finish(
            world, checks: [InvariantCheck(name: "theorem", claim: "It holds.", count: 1_234)],
            unmet: [])
        return (record, world)
    }
}
