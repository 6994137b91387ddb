// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Identity
import Mempool
import NodeCore
import Primitives
import SimulatedWorld
import Testing
import Validator

/// Clocks that run too fast or too slow, and wall clocks that jump.
struct ClockTests {
    /// The heartbeat rounds of a host in a minute of true time.
    private func beats(drift: Int) throws -> Int {
        var network = try Network(2) { $0.hosts[1].clock.driftPerMillion = drift }
        network.world.run(for: .seconds(3))
        var count = 0
        let end = network.world.elapsed + .seconds(60)
        var last = network.world.hosts[1].node?.counters.statementsSent ?? []
        while network.world.next(before: end) != nil {
            let now = network.world.hosts[1].node?.counters.statementsSent ?? []
            if now != last { count += 1 }
            last = now
        }
        return count
    }

    @Test func `a clock that runs fast makes a node beat faster`() throws {
        let right = try beats(drift: 0)
        let fast = try beats(drift: 100_000)
        let slow = try beats(drift: -100_000)
        #expect((59...61).contains(right))
        #expect((65...67).contains(fast))
        #expect((53...55).contains(slow))
    }

    @Test func `drift that sets in later holds from then on`() throws {
        var network = try Network(2)
        network.world.run(for: .seconds(10))
        network.world.apply(.drift([1], perMillion: 500))
        network.world.run(for: .seconds(100))
        let ahead = network.world.localTime(1).instant.duration(
            since: network.world.now.instant)
        #expect(ahead == .milliseconds(50))
        network.world.apply(.drift([1], perMillion: 0))
        network.world.run(for: .seconds(100))
        let later = network.world.localTime(1).instant.duration(
            since: network.world.now.instant)
        #expect(later == ahead)
    }

    @Test func `a wall clock that jumps changes no deadline`() throws {
        var network = try Network(2)
        network.world.run(for: .seconds(5))
        let instant = network.world.localTime(0).instant
        let before = network.world.localTime(0).timestamp
        network.world.apply(.jump([0], by: .seconds(-3_600)))
        #expect(network.world.localTime(0).instant == instant)
        #expect(network.world.localTime(0).timestamp == before.subtracting(milliseconds: 3_600_000))
    }
}
