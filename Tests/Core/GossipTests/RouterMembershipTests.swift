// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import Testing

struct RouterMembershipTests {
    @Test func `a new peer is told all our topics in order`() throws {
        var scenario = try RouterScenario(topic: "b")
        _ = scenario.step(.subscribed("a"))
        let effects = scenario.step(
            .connected(try peer(1), outbound: true, version: .v11, address: nil))
        #expect(effects == [.send(joining("a", "b"), to: try peer(1))])
    }

    @Test func `everybody is told when we join and leave`() throws {
        var scenario = try RouterScenario(peers: 2)
        #expect(scenario.step(.subscribed("u")).said(to: try peer(0)) == joining("u"))
        let left = scenario.step(.unsubscribed("u"))
        for number in 0..<2 {
            #expect(
                left.said(to: try peer(number)).subscriptions
                    == [RPC.Subscription(subscribe: false, topic: "u")])
        }
    }

    @Test func `joining twice says nothing the second time`() throws {
        var scenario = try RouterScenario(peers: 2)
        #expect(scenario.step(.subscribed("t")).isEmpty)
    }

    @Test func `peers are in the topics they say`() throws {
        var scenario = try RouterScenario(peers: 3)
        #expect(scenario.router.topicPeers("t") == (try (0..<3).map(peer)))
        let leaving = RPC(
            subscriptions: [RPC.Subscription(subscribe: false, topic: "t")], messages: [],
            control: Control())
        _ = scenario.step(.heard(leaving, from: try peer(1)))
        #expect(scenario.router.topicPeers("t") == [try peer(0), try peer(2)])
        #expect(scenario.router.meshPeers("t") == [try peer(0), try peer(2)])
    }

    @Test func `nothing of a peer is left when it goes`() throws {
        var scenario = try RouterScenario(peers: 3)
        for number in 0..<3 { _ = scenario.step(.disconnected(try peer(number))) }
        #expect(scenario.router.peerCount == 0)
        #expect(scenario.router.topicPeers("t").isEmpty)
        #expect(scenario.router.meshPeers("t").isEmpty)
    }

    @Test func `topics named before our stream is open count once it is`() throws {
        var scenario = try RouterScenario()
        #expect(scenario.step(.heard(joining("t"), from: try peer(5))).isEmpty)
        #expect(scenario.router.topicPeers("t").isEmpty)
        _ = scenario.step(.connected(try peer(5), outbound: true, version: .v11, address: nil))
        #expect(scenario.router.topicPeers("t") == [try peer(5)])
    }

    @Test func `topics of a peer that left before our stream was open are forgotten`() throws {
        var scenario = try RouterScenario()
        let many = RPC(
            subscriptions: (0..<3_000).map {
                RPC.Subscription(subscribe: true, topic: "x\($0)")
            }, messages: [], control: Control())
        _ = scenario.step(.heard(many, from: try peer(5)))
        #expect(scenario.router.entryCount <= scenario.router.parameters.topicsPerPeerLimit + 8)
        _ = scenario.step(.disconnected(try peer(5)))
        _ = scenario.step(.connected(try peer(5), outbound: true, version: .v11, address: nil))
        #expect(scenario.router.topicPeers("x1").isEmpty)
    }

    @Test func `on a new stream a peer is greeted and grafted again, and its topics hold`() throws {
        var scenario = try RouterScenario(peers: 1)
        #expect(scenario.router.meshPeers("t") == [try peer(0)])
        let effects = scenario.step(
            .connected(try peer(0), outbound: false, version: .v11, address: nil))
        #expect(effects.said(to: try peer(0)).subscriptions == joining("t").subscriptions)
        #expect(effects.said(to: try peer(0)).control.graft == ["t"])
        #expect(scenario.router.topicPeers("t") == [try peer(0)])
        #expect(scenario.router.meshPeers("t") == [try peer(0)])
    }

    @Test func `whoever grafts us is in the topic`() throws {
        var scenario = try RouterScenario()
        _ = scenario.step(.connected(try peer(1), outbound: false, version: .v11, address: nil))
        var graft = RPC()
        graft.control.graft = ["t"]
        _ = scenario.step(.heard(graft, from: try peer(1)))
        #expect(scenario.router.topicPeers("t") == [try peer(1)])
        #expect(scenario.router.meshPeers("t") == [try peer(1)])
    }

    @Test func `a peer is in no more topics than it may`() throws {
        var scenario = try RouterScenario()
        _ = scenario.step(.connected(try peer(1), outbound: false, version: .v11, address: nil))
        let many = RPC(
            subscriptions: (0..<1_100).map {
                RPC.Subscription(subscribe: true, topic: "x\($0)")
            }, messages: [], control: Control())
        let effects = scenario.step(.heard(many, from: try peer(1)))
        #expect(effects.violations == [.tooManyTopics])
        #expect(scenario.router.topicPeers("x1023") == [try peer(1)])
        #expect(scenario.router.topicPeers("x1024").isEmpty)
    }

    @Test func `a long greeting is cut into RPCs that rust takes`() throws {
        var scenario = try RouterScenario()
        for number in 0..<1_000 {
            _ = scenario.step(.subscribed(String(repeating: "x", count: 200) + String(number)))
        }
        let effects = scenario.step(
            .connected(try peer(1), outbound: true, version: .v11, address: nil))
        #expect(effects.count > 1)
        for case .send(let rpc, _) in effects { #expect(rpc.encode().count <= 65_536) }
        #expect(effects.said(to: try peer(1)).subscriptions.count == 1_001)
    }
}
