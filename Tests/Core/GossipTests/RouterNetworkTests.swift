// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import Testing

struct RouterNetworkTests {
    @Test(arguments: 2...30)
    func `every message reaches everyone over good links`(count: Int) throws {
        var network = try RouterNetwork(count: count, lossPercent: 0, seed: UInt64(count))
        try network.run(.seconds(2))
        var messages: [(author: Int, message: Message)] = []
        for author in stride(from: 0, to: count, by: 1 + count / 6) {
            messages.append((author, try network.publish(by: author, number: 1)))
        }
        try network.run(.milliseconds(500))
        #expect(network.isDelivered(messages))
    }

    @Test(arguments: 2...30)
    func `every message reaches everyone when a fifth of them is lost`(count: Int) throws {
        var network = try RouterNetwork(count: count, lossPercent: 20, seed: UInt64(count))
        try network.run(.seconds(2))
        var messages: [(author: Int, message: Message)] = []
        for round in 1...2 as ClosedRange<UInt64> {
            for author in stride(from: 0, to: count, by: 1 + count / 6) {
                messages.append((author, try network.publish(by: author, number: round)))
            }
            try network.run(.milliseconds(700))
        }
        try network.run(.seconds(5))
        #expect(network.isDelivered(messages))
    }

    @Test func `a full queue in a small full mesh loses nothing for good`() throws {
        var network = try RouterNetwork(count: 5, lossPercent: 60, seed: 7)
        try network.run(.seconds(2))
        var messages: [(author: Int, message: Message)] = []
        for number in 1...50 as ClosedRange<UInt64> {
            messages.append((0, try network.publish(by: 0, number: number)))
        }
        try network.run(.seconds(8))
        #expect(network.isDelivered(messages))
    }

    @Test func `meshes agree on both ends`() throws {
        var network = try RouterNetwork(count: 30, lossPercent: 0, seed: 3)
        try network.run(.seconds(5))
        for (number, router) in network.routers.enumerated() {
            #expect((4...12).contains(router.meshPeers("t").count))
            for other in 0..<30 where router.meshPeers("t").contains(try peer(other)) {
                #expect(network.routers[other].meshPeers("t").contains(try peer(number)))
            }
        }
    }

    @Test func `one seed gives one history`() throws {
        func history() throws -> [GossipCounters] {
            var network = try RouterNetwork(count: 12, lossPercent: 20, seed: 5)
            try network.run(.seconds(2))
            _ = try network.publish(by: 3, number: 1)
            try network.run(.seconds(3))
            return network.routers.map(\.counters)
        }
        #expect(try history() == (try history()))
    }
}
