// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import Testing

@testable import PaperTables

struct GossipWorldTests {
    private func layout(_ count: Int = 30) -> GossipLayout {
        GossipLayout(
            nodeCount: count, dials: 6...6,
            latency: .uniform(microseconds: 10_000...50_000, jitterPerMille: 100))
    }

    /// Five messages of 100 octets, one a second.
    private func traffic(_ layout: GossipLayout, seed: UInt64 = 1) -> GossipWorld {
        var world = GossipWorld(layout, seed: seed)
        for number in 0..<5 {
            world.run(until: .seconds(3 + number))
            world.publish(by: number * 3, octets: 100)
        }
        world.run(until: .seconds(12))
        return world
    }

    @Test func `one seed gives one history, another seed another one`() {
        var layout = layout()
        layout.lanes = GossipLayout.Lanes()
        layout.lanes?.reconciles = true
        layout.churn = GossipLayout.Churn(sharePerMille: 300)
        let world = traffic(layout)
        let again = traffic(layout)
        #expect(world.totals == again.totals)
        #expect(world.book.summary() == again.book.summary())
        #expect(world.totals != traffic(layout, seed: 2).totals)
    }

    @Test func `gossip alone reaches everybody`() {
        let summary = traffic(layout()).book.summary()
        #expect(summary.expected == 5 * 29)
        #expect(summary.deliveries == summary.expected)
        #expect(summary.p50 <= summary.p99 && summary.p99 <= summary.longest)
        #expect(summary.histogram.reduce(0, +) == summary.deliveries)
    }

    @Test func `a channel gets each statement once, over one link`() {
        var layout = layout(25)
        layout.parameters = .standard
        layout.lanes = GossipLayout.Lanes()
        let world = traffic(layout)
        #expect(world.totals.direct == 5 * 24)
        #expect(world.totals.messages == 5 * 24)
        #expect(world.book.summary(.validators).longest <= 55)
    }

    @Test func `validators that were away get what they missed when they return`() {
        var layout = layout(25)
        layout.parameters = .standard
        layout.lanes = GossipLayout.Lanes()
        layout.lanes?.reconciles = true
        layout.churn = GossipLayout.Churn(sharePerMille: 500)
        layout.churn?.leavePerMille = 100
        layout.churn?.returnPerMille = 30
        var world = GossipWorld(layout, seed: 3)
        for number in 0..<10 {
            world.run(until: .seconds(3 + number))
            world.publish(by: number, octets: 100)
        }
        world.run(until: .seconds(30))
        #expect(world.totals.repaired > 0)
        for node in 0..<25 where world.isOnline(node) {
            for message in 0..<world.book.count where world.book.author(of: message) != node {
                #expect(world.book.isDelivered(message, to: node))
            }
        }
    }

    @Test func `an uplink sends one thing after the other`() {
        var layout = layout(25)
        layout.lanes = GossipLayout.Lanes()
        layout.parameters = .standard
        layout.uplinkOctetsPerSecond = 10_000
        var world = GossipWorld(layout, seed: 1)
        world.run(until: .seconds(3))
        world.publish(by: 0, octets: 1_000)
        world.run(until: .seconds(20))
        #expect(world.book.summary().longest > 1_000)
    }

    @Test func `Sybils that pass nothing on cannot keep a statement from its channel`() {
        var layout = layout(50)
        layout.parameters = .standard
        layout.lanes = GossipLayout.Lanes()
        layout.sybils = SybilPlan(count: 100, degree: 20)
        let world = traffic(layout)
        #expect(world.mesh(of: 0).honest + world.mesh(of: 0).sybil > 0)
        #expect(world.book.summary(.validators).percent == 100)
        #expect(world.book.summary(.validators).longest <= 55)
    }

    @Test func `the octets of an RPC are those of its encoding`() throws {
        let peer = GossipWorld.peer(700)
        let message = Message.make(
            from: peer, sequenceNumber: Bytes(repeating: 1, count: 8), topic: "topic",
            data: Bytes(repeating: 2, count: 300)
        ) { _ in Bytes(repeating: 3, count: 71) }
        let id = try #require(message.id)
        var rpc = RPC()
        #expect(rpc.byteCount == rpc.encode().count)
        rpc.subscriptions = [RPC.Subscription(subscribe: true, topic: "topic")]
        rpc.messages = [message, message]
        #expect(rpc.byteCount == rpc.encode().count)
        rpc.control.ihave = [Control.IHave(topic: "t", ids: [id, id, id])]
        rpc.control.iwant = [[id]]
        rpc.control.graft = ["topic"]
        rpc.control.idontwant = [[id, id]]
        rpc.control.prune = [
            Control.Prune(topic: "topic", backoffSeconds: 60, offered: [peer]),
            Control.Prune(topic: "topic", backoffSeconds: nil),
        ]
        #expect(rpc.byteCount == rpc.encode().count)
    }
}
