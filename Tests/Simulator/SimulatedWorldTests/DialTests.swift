// This source file is part of the Outpace project. License: see LICENSE.

import Primitives
import SimulatedWorld
import Testing

/// How hosts come to be connected.
struct DialTests {
    @Test(arguments: Depth.allCases)
    func `of two dials of a pair one connection stays`(depth: Depth) throws {
        var network = try Network(4) {
            $0.depth = depth
            $0.edges += $0.edges.map { Edge(dialer: $0.listener, listener: $0.dialer) }
        }
        let isConnected = network.connect()
        #expect(isConnected)
        network.world.run(for: .seconds(10))
        let connections = network.world.counters.connections
        network.world.run(for: .seconds(60))
        #expect(network.world.counters.connections == connections)
        for one in 0..<4 {
            for other in 0..<4 where other != one {
                #expect(network.world.isConnected(one, other))
            }
        }
    }

    @Test func `pauses between dials of a host that is down grow`() throws {
        var network = try Network(2)
        network.world.run(for: .seconds(15))
        network.world.apply(.crash([1]))
        let before = network.world.counters.dials
        network.world.run(for: .seconds(10))
        let early = network.world.counters.dials - before
        network.world.run(for: .seconds(110))
        let late = network.world.counters.dials - before - early
        #expect((3...6).contains(early))
        #expect((3...8).contains(late))
        network.world.apply(.restart([1]))
        let isConnected = network.connect(within: .seconds(31))
        #expect(isConnected)
    }

    @Test func `validators dial each other once heartbeats told where they are`() throws {
        var network = try Network(4) { plan in
            plan.edges = (1..<4).map { Edge(dialer: $0, listener: 0) }
        }
        let isConnected = network.connect(within: .seconds(20))
        #expect(isConnected)
    }

    @Test func `without learning they stay a star`() throws {
        var network = try Network(4) { plan in
            plan.edges = (1..<4).map { Edge(dialer: $0, listener: 0) }
            plan.transport.dialsLearntPeers = false
        }
        network.world.run(for: .seconds(20))
        #expect(network.world.isConnected(0, 3))
        #expect(!network.world.isConnected(1, 2))
    }

    @Test func `a connection that breaks is made again`() throws {
        var network = try Network(2)
        network.world.run(for: .seconds(3))
        network.world.apply(.disconnect(0, 1))
        #expect(!network.world.isConnected(0, 1))
        network.world.run(for: .seconds(5))
        #expect(network.world.isConnected(0, 1))
    }
}
