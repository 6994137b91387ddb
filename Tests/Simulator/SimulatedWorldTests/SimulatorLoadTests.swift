// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Outpace
import SimulatedWorld
import Testing
import Validator

struct SimulatorLoadTests {
    @Test(arguments: Depth.allCases)
    func `the load is worked off`(depth: Depth) throws {
        let load = SimulatorLoad(
            validators: 4, relays: 3, duration: .seconds(20), eventsPerSecond: 30, depth: depth)
        let world = try load.run(seed: 1)
        #expect(world.elapsed == .seconds(20))
        for (place, host) in world.hosts.enumerated() {
            let accepted = host.answers.values.reduce(0) { $0 + $1.accepted.count }
            #expect(accepted == (place < 4 ? 600 : 0), "host \(place)")
        }
        let channel = try #require(world.plan.hosts[0].channels.first)
        let approved = world.view(0, channel.id)?.validator.approved
        #expect(approved?.eventCount ?? 0 > 400)
        #expect(world.faults == [])
    }
}
