// This source file is part of the Outpace project. License: see LICENSE.

import NodeCore
import Outpace
import Primitives
import SimulatedWorld
import Testing
import Validator

struct DepthTests {
    @Test func `both depths approve the same balances`() throws {
        let balances = try Depth.allCases.map { depth in
            var network = try Network(4) { $0.depth = depth }
            network.world.run(for: .seconds(3))
            network.post(40, to: 1)
            network.post(30, to: 2)
            let isSettled = network.settle(on: 70)
            #expect(isSettled, "\(depth)")
            #expect(network.world.faults == [])
            return network.world.view(0, network.channel.id)?.validator.approved?.balances
        }
        #expect(balances[0] != nil)
        #expect(balances[0] == balances[1])
    }

    @Test func `sessions over pieces of octets neither fail nor lose a message`() throws {
        var network = try Network(4) {
            $0.depth = .octets
            $0.links.jitterPerMille = 500
            $0.links.lossPerMille = 20
        }
        network.world.run(for: .seconds(3))
        network.post(200, to: 0)
        let isSettled = network.settle(on: 200)
        #expect(isSettled)
        network.world.run(for: .seconds(30))
        #expect(network.world.sessionFaults == [:])
        #expect(network.world.counters.droppedMessages == 0)
        #expect(network.world.counters.connectionOctets > 100_000)
    }

    @Test func `a partition ends sessions by their pings, and they come back`() throws {
        var network = try Network(3) { $0.depth = .octets }
        let isConnected = network.connect()
        #expect(isConnected)
        network.world.apply(.partition([[0], [1, 2]]))
        network.world.run(for: .seconds(31))
        #expect(!network.world.isConnected(0, 1))
        #expect(network.world.isConnected(1, 2))
        #expect(network.world.sessionFaults.keys.contains("pingTimeout"))
        network.world.apply(.heal)
        let isConnectedAgain = network.connect(within: .seconds(45))
        #expect(isConnectedAgain)
    }
}
