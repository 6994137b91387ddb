// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Outpace
import Primitives
import SimulatedWorld
import Testing
import Validator

/// Processes that end, start, stand still, and disks that are slow, full or replaced.
struct ProcessFaultTests {
    @Test func `a process that crashed starts again from its disk`() throws {
        var network = try Network(3)
        network.world.run(for: .seconds(3))
        network.post(20, to: 1)
        let isSettled = network.settle(on: 20)
        #expect(isSettled)
        network.world.apply(.crash([1]))
        network.world.run(for: .seconds(2))
        #expect(network.world.view(1, network.channel.id) == nil)
        network.world.apply(.restart([1]))
        #expect(network.paid(1) == 20)
        network.post(5, to: 0)
        let isSettledAgain = network.settle(on: 25, within: .seconds(60))
        #expect(isSettledAgain)
    }

    @Test func `a torn batch is lost or durable, and never revealed`() throws {
        var outcomes: Set<Bool> = []
        for seed in UInt64(1)...12 {
            var network = try Network(2, seed: seed)
            network.world.run(for: .seconds(3))
            network.world.apply(.tear([1]))
            let before = network.world.hosts[1].journal.records.count
            let ticket = network.post(10, to: 1)
            let turns = network.turns(for: .milliseconds(200))
            let down = try #require(turns.first { $0.downHost == 1 })
            guard case .down(_, let isLost) = down.kind else { continue }
            outcomes.insert(isLost)
            #expect(isLost == (network.world.hosts[1].journal.records.count == before))
            #expect(network.world.hosts[1].answers[ticket] == nil)
            #expect(!turns.contains { $0.batch?.host == 1 && $0.at >= down.at })
        }
        #expect(outcomes == [true, false])
    }

    @Test func `a full disk ends the process before anything is revealed`() throws {
        var network = try Network(2)
        network.world.run(for: .seconds(3))
        network.world.apply(.fullDisk([0], true))
        let ticket = network.post(10, to: 0)
        network.world.run(for: .milliseconds(100))
        #expect(!network.world.hosts[0].isUp)
        #expect(network.world.hosts[0].answers[ticket] == nil)
        network.world.apply(.fullDisk([0], false))
        network.world.apply(.restart([0]))
        let second = network.post(10, to: 0)
        network.world.run(for: .milliseconds(100))
        #expect(network.world.hosts[0].answers[second]?.accepted.count == 10)
    }

    @Test func `effects wait for the commit, and inputs wait for both`() throws {
        var network = try Network(2)
        network.world.run(for: .seconds(3))
        let pause = Duration.milliseconds(300)
        network.world.apply(.slowDisk([0], commit: pause...pause))
        let begin = network.world.elapsed
        let tickets = [network.post(1, to: 0), network.post(1, to: 0)]
        let first = network.turns(for: .milliseconds(10)).filter { $0.batch?.host == 0 }
        let later = network.post(1, to: 0)
        let turns = network.turns(for: .seconds(1)).filter { $0.batch?.host == 0 }
        let times = (tickets + [later]).map { ticket in
            turns.first { turn in
                turn.batch?.effects.contains {
                    if case .answer(ticket, _) = $0 { true } else { false }
                } ?? false
            }?.at
        }
        #expect(first.isEmpty)
        #expect(times[0] == times[1])
        #expect(times[0].map { $0 - begin >= pause } ?? false)
        #expect(times[2].flatMap { third in times[0].map { third - $0 >= pause } } ?? false)
    }

    @Test func `a process that stands still works off what gathered`() throws {
        var network = try Network(2)
        network.world.run(for: .seconds(3))
        network.world.apply(.stall([1], for: .seconds(4)))
        let turns = network.turns(for: .milliseconds(3_999))
        #expect(!turns.contains { $0.batch?.host == 1 })
        let woken = network.turns(for: .milliseconds(2)).compactMap(\.batch)
        #expect((woken.first { $0.host == 1 }?.inputs.count ?? 0) > 4)
        #expect(network.world.isConnected(0, 1))
    }

    @Test func `a process that stands still for too long loses its connections`() throws {
        var network = try Network(3)
        network.world.run(for: .seconds(3))
        network.world.apply(.stall([1], for: .seconds(40)))
        network.world.run(for: .seconds(35))
        #expect(!network.world.isConnected(0, 1))
        #expect(network.world.isConnected(0, 2))
        network.world.run(for: .seconds(40))
        #expect(network.world.isConnected(0, 1))
    }

    @Test func `a restored copy takes the place of the disk`() throws {
        var network = try Network(3)
        network.world.run(for: .seconds(3))
        network.world.apply(.copy([2], name: "early"))
        let count = network.world.hosts[2].journal.records.count
        network.post(20, to: 0)
        let isSettled = network.settle(on: 20)
        #expect(isSettled)
        network.world.apply(.restore([2], name: "early"))
        #expect(network.world.hosts[2].journal.records.count == count)
        let isSettledAgain = network.settle(on: 20, within: .seconds(60))
        #expect(isSettledAgain)
    }

    @Test func `storage answers with the states that follow a sequence`() throws {
        var network = try Network(2)
        network.world.run(for: .seconds(3))
        for round in 1...3 {
            network.post(5, to: 0)
            let isSettled = network.settle(on: UInt64(round) * 5)
            #expect(isSettled)
        }
        let disk = network.world.hosts[0].journal
        let all = disk.bundles(of: network.channel.id, after: 0)
        #expect(all.count >= 3)
        #expect(disk.bundles(of: network.channel.id, after: 1).count == all.count - 1)
        #expect(disk.bundles(of: network.channel.id, after: 0, byteLimit: 1).count == 1)
        #expect(disk.faults == [])
    }
}
