// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Identity
import Mempool
import NodeCore
import Outpace
import Primitives
import SimulatedWorld
import Testing
import Validator

/// Partitions, blocks, losses, narrow uplinks, and connections that are lost.
struct NetworkFaultTests {
    private func connected(
        _ count: Int, _ adjusting: (inout WorldPlan) -> Void = { _ in }
    ) throws -> Network {
        var network = try Network(count, adjusting: adjusting)
        let isConnected = network.connect()
        #expect(isConnected)
        network.world.run(for: .seconds(2))
        return network
    }

    @Test func `a short partition holds octets back and loses nothing`() throws {
        var network = try connected(3)
        let before = network.world.counters
        network.world.apply(.partition([[0], [1, 2]]))
        #expect(!network.world.canReach(0, 1))
        #expect(network.world.canReach(1, 2))
        network.world.run(for: .seconds(15))
        let held = network.world.messagesUnderWay
        network.world.apply(.heal)
        network.world.run(for: .seconds(20))
        #expect(held > 20)
        #expect(network.world.messagesUnderWay < held)
        #expect(network.world.counters.lostMessages == before.lostMessages)
        #expect(network.world.counters.connections == before.connections)
    }

    @Test func `a long partition ends connections, and they come back`() throws {
        var network = try connected(3)
        network.world.apply(.partition([[0], [1, 2]]))
        let parted = network.turns(for: .seconds(26)).compactMap(\.partedPair)
        #expect(Set(parted) == [[0, 1], [0, 2]])
        network.world.apply(.heal)
        let back = network.turns(for: .seconds(45)).compactMap(\.connectedPair)
        #expect(Set(back.map { $0.sorted() }) == [[0, 1], [0, 2]])
    }

    @Test func `a block in one direction silences one end only`() throws {
        var network = try connected(3)
        network.world.apply(.block(from: [0], to: [1]))
        #expect(!network.world.canReach(0, 1))
        #expect(network.world.canReach(1, 0))
        let early = network.turns(for: .seconds(2)).compactMap(\.batch)
        let from0 = early.filter { $0.host == 1 }.flatMap(\.inputs).count { input in
            if case .direct(_, network.world.hosts[0].key.peerID) = input { true } else { false }
        }
        let from1 = early.filter { $0.host == 0 }.flatMap(\.inputs).count { input in
            if case .direct(_, network.world.hosts[1].key.peerID) = input { true } else { false }
        }
        #expect(from0 <= 1)
        #expect(from1 > 1)
        network.world.run(for: .seconds(30))
        #expect(!network.world.isConnected(0, 1))
    }

    @Test func `lost segments cost time and no message`() throws {
        var network = try connected(3)
        network.world.apply(.loss(perMille: 200))
        network.world.run(for: .seconds(10))
        network.post(50, to: 0)
        let isSettled = network.settle(on: 50)
        #expect(isSettled)
        #expect(network.world.counters.lostSegments > 20)
        #expect(network.world.counters.lostMessages == 0)
        #expect(network.world.faults == [])
    }

    @Test func `a narrow uplink makes messages wait for each other`() throws {
        func time(_ rate: Int?) throws -> Duration? {
            var network = try connected(3)
            network.world.apply(.bandwidth([0], octetsPerSecond: rate))
            network.post(400, to: 0)
            let id = network.channel.id
            return network.world.run(within: .seconds(60)) { world in
                (world.view(2, id)?.validator.pool.count ?? 0) == 400
            }
        }
        let wide = try #require(try time(nil))
        let narrow = try #require(try time(50_000))
        #expect(wide < .milliseconds(200))
        #expect(narrow > .seconds(1))
    }

    @Test func `a full send queue drops messages and counts them`() throws {
        var network = try connected(2) { $0.transport.directQueueOctets = 4_000 }
        network.world.apply(.bandwidth([0], octetsPerSecond: 2_000))
        network.post(200, to: 0)
        network.world.run(for: .seconds(2))
        #expect(network.world.counters.droppedMessages > 0)
    }

    @Test func `what is sent arrives in order, or was on a connection that is lost`() throws {
        var network = try Network(3) {
            $0.links.jitterPerMille = 900
            $0.links.lossPerMille = 50
        }
        var last: [[PeerID: UInt64]] = Array(repeating: [:], count: 3)
        network.post(100, to: 0)
        for fault in [Fault.loss(perMille: 90), .disconnect(0, 1), .crash([2]), .restart([2])] {
            for batch in network.turns(for: .seconds(5)).compactMap(\.batch) {
                for input in batch.inputs {
                    if case .connected(let peer, _) = input { last[batch.host][peer] = 0 }
                    guard case .direct(let admitted, let peer) = input,
                        admitted.frame.body != nil
                    else { continue }
                    let before = try #require(last[batch.host][peer])
                    #expect(admitted.frame.sequence == before + 1)
                    last[batch.host][peer] = admitted.frame.sequence
                }
            }
            network.world.apply(fault)
        }
        let counters = network.world.counters
        let sent = counters.gossip.messages + counters.direct.messages
        let accounted = counters.arrivals + counters.lostMessages + counters.droppedMessages
        #expect(sent == accounted + UInt64(network.world.messagesUnderWay))
        #expect(network.world.faults == [])
    }
}
