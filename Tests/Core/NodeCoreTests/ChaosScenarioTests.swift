// This source file is part of the Outpace project. License: see LICENSE.

import Mempool
import NodeCore
import Outpace
import Primitives
import SimulatedWorld
import TestSupport
import Testing
import Validator
import ValidatorMessages

/// Random failures under load: whatever happens, what was acknowledged is paid once.
struct ChaosScenarioTests {
    /// What one seed does to a network of four for half a minute.
    static func run(seed: UInt64) throws -> [String] {
        var scenario = try Scenario(nodes: 4, seed: seed)
        var generator = SeededGenerator(seed: seed &* 0x9e37_79b9)
        guard scenario.goLive() != nil else { return ["never live: \(scenario.picture)"] }
        for _ in 0..<30 {
            let host = Int.random(in: 0..<4, using: &generator)
            let other = Int.random(in: 0..<4, using: &generator)
            switch Int.random(in: 0..<10, using: &generator) {
            case 0: scenario.network.kill(host)
            case 1: scenario.network.killDuringNextCommit(host)
            case 2: scenario.network.partition([[host], (0..<4).filter { $0 != host }])
            case 3: scenario.network.heal()
            case 4 where host != other: scenario.network.disconnect(host, other)
            case 5:
                for down in 0..<4 where !scenario.network.hosts[down].isUp {
                    scenario.network.restart(down)
                }
            default:
                let count = Int.random(in: 1...20, using: &generator)
                let events = scenario.makeEvents(count)
                scenario.network.submit(events, to: host)
                if Bool.random(using: &generator) { scenario.network.submit(events, to: other) }
            }
            let millis = Int64.random(in: 1...1_500, using: &generator)
            scenario.network.run(for: .milliseconds(millis))
        }
        scenario.network.heal()
        for host in 0..<4 {
            if scenario.network.hosts[host].isUp { scenario.network.kill(host) }
            scenario.network.restart(host)
        }
        scenario.network.run(for: .seconds(2))
        var faults: [String] = []
        let acknowledged = scenario.network.acknowledged
        let id = scenario.id
        let time = scenario.network.run(within: .seconds(30)) { network in
            let views = network.hosts.indices.map { network.view($0, id)?.validator }
            let roots = Set(views.map { $0?.approved?.root })
            let isPaid = views.allSatisfy { $0?.pool.count == 0 }
            return roots.count == 1 && isPaid
        }
        if time == nil { faults.append("not settled\n\(scenario.picture)") }
        // A batch that was durable when its process ended may be paid though nobody was told.
        let included = Set(
            scenario.network.hosts[0].journal.snapshot.channels.flatMap(\.included))
        if !acknowledged.isSubset(of: included) {
            faults.append("\(acknowledged.count) acknowledged\n\(scenario.picture)")
        }
        if scenario.goLive(within: .seconds(10)) == nil {
            faults.append("does not bid again\n\(scenario.picture)")
        }
        return faults + scenario.faults
    }

    @Test(arguments: Array(1...4) as [UInt64])
    func `what was acknowledged is paid once whatever fails`(seed: UInt64) throws {
        let faults = try Self.run(seed: seed)
        #expect(faults == [], "\(faults.joined(separator: "\n"))")
    }
}
