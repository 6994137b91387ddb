// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import Testing

/// Topics that we publish to without being in them, and floods.
struct RouterFanoutTests {
    private func scenario(peers: Int = 20) throws -> RouterScenario {
        var scenario = try RouterScenario(topic: "mine")
        for number in 0..<peers { try scenario.addPeer(number) }
        return scenario
    }

    private func hearers(_ effects: [RouterEffect], of peers: Int = 20) throws -> [Int] {
        try (0..<peers).filter { !effects.said(to: try peer($0)).messages.isEmpty }
    }

    @Test func `the same peers get all messages of a topic for a while`() throws {
        var scenario = try scenario()
        let first = try hearers(
            scenario.step(.published(try message(number: 1), skipping: [])))
        #expect(first.count == 6)
        for number in 2...20 as ClosedRange<UInt64> {
            scenario.advance(.seconds(50))
            _ = try scenario.beat()
            let next = scenario.step(.published(try message(number: number), skipping: []))
            #expect(try hearers(next) == first)
        }
    }

    @Test func `after a minute of silence others are chosen`() throws {
        var scenario = try scenario()
        let first = try hearers(
            scenario.step(.published(try message(number: 1), skipping: [])))
        scenario.advance(.seconds(61))
        _ = try scenario.beat()
        let next = try hearers(scenario.step(.published(try message(number: 2), skipping: [])))
        #expect(next.count == 6)
        #expect(next != first)
    }

    @Test func `who leaves or goes below publish is replaced`() throws {
        var scenario = try scenario()
        let first = try hearers(
            scenario.step(.published(try message(number: 1), skipping: [])))
        _ = scenario.step(.disconnected(try peer(first[0])))
        _ = scenario.step(.valued(try peer(first[1]), -41))
        _ = try scenario.beat()
        let next = try hearers(scenario.step(.published(try message(number: 2), skipping: [])))
        #expect(next.count == 6)
        #expect(!next.contains(first[0]))
        #expect(!next.contains(first[1]))
    }

    @Test func `peers of a topic that we are not in are told which messages we sent`() throws {
        var scenario = try scenario()
        _ = scenario.step(.published(try message(), skipping: []))
        let effects = try scenario.beat()
        let told = try (0..<20).filter {
            !effects.said(to: try peer($0)).control.ihave.isEmpty
        }
        #expect(told.count == 6)
    }

    @Test func `who joins starts its mesh with those it published to`() throws {
        var scenario = try scenario()
        let first = try hearers(scenario.step(.published(try message(), skipping: [])))
        _ = scenario.step(.subscribed("t"))
        #expect(scenario.router.meshPeers("t") == (try first.map(peer)))
    }

    @Test func `no more than 64 topics are remembered`() throws {
        var scenario = try RouterScenario(topic: "mine")
        for topic in 0..<100 { try scenario.addPeer(0, topic: "u\(topic)") }
        _ = scenario.step(
            .heard(
                RPC(
                    subscriptions: (0..<100).map { .init(subscribe: true, topic: "u\($0)") },
                    messages: [], control: Control()), from: try peer(0)))
        let before = scenario.router.entryCount
        for topic in 0..<100 {
            let own = try message(number: UInt64(topic), topic: "u\(topic)")
            let sent = scenario.step(.published(own, skipping: []))
            #expect(sent.said(to: try peer(0)).messages.count == 1)
        }
        // A topic and its one peer.
        #expect(scenario.router.entryCount == before + 64 * 2)
    }

    @Test func `a flood reaches every peer of the topic but those on another lane`() throws {
        var parameters = GossipParameters()
        parameters.floodsOwnMessages = true
        var scenario = try RouterScenario(peers: 20, parameters: parameters)
        let unwanted = try id(of: message())
        _ = scenario.step(.heard(rpc { $0.idontwant = [[unwanted]] }, from: try peer(3)))
        let sent = try hearers(
            scenario.step(.published(try message(), skipping: [try peer(7)])))
        #expect(sent == (0..<20).filter { $0 != 3 && $0 != 7 })
    }

    @Test func `what others wrote is not flooded`() throws {
        var parameters = GossipParameters()
        parameters.floodsOwnMessages = true
        var scenario = try RouterScenario(peers: 20, parameters: parameters)
        let effects = try scenario.bring(1, by: 0)
        #expect(try hearers(effects).count <= 4)
    }
}
