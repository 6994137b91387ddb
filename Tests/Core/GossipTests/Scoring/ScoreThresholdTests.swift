// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import Testing

/// What follows from a score.
struct ScoreThresholdTests {
    private let graft = rpc { $0.graft = ["t"] }

    private func advertising(_ number: UInt64) throws -> RPC {
        let id = try id(of: message(number: number))
        return rpc { $0.ihave = [Control.IHave(topic: "t", ids: [id])] }
    }

    @Test func `below graylist nothing but its topics is taken from a peer`() throws {
        var scenario = try RouterScenario()
        _ = scenario.step(
            .connected(try peer(0), outbound: false, version: .v12, address: nil))
        try scenario.spoil(2, by: 0)
        #expect(scenario.router.isGraylisted(try peer(0)))
        #expect(scenario.step(.heard(joining("t"), from: try peer(0))).isEmpty)
        #expect(scenario.step(.heard(graft, from: try peer(0))).isEmpty)
        #expect(scenario.step(.heard(try advertising(1), from: try peer(0))).isEmpty)
        #expect(scenario.router.topicPeers("t") == [try peer(0)])
        #expect(scenario.router.meshPeers("t").isEmpty)
        #expect(scenario.router.counters.ignored == 3)
    }

    @Test func `a topic left below graylist is left`() throws {
        var scenario = try RouterScenario(peers: 1)
        try scenario.spoil(3, by: 0)
        let leaving = RPC(
            subscriptions: [RPC.Subscription(subscribe: false, topic: "t")], messages: [],
            control: Control())
        _ = scenario.step(.heard(leaving, from: try peer(0)))
        #expect(scenario.router.isGraylisted(try peer(0)))
        #expect(scenario.router.topicPeers("t").isEmpty)
    }

    @Test(arguments: [(-9.0, true), (-10.0, true), (-10.1, false), (-70.0, false)])
    func `below gossip no ids are exchanged`(value: Score, isHeard: Bool) throws {
        var scenario = try RouterScenario(peers: 1)
        _ = scenario.step(.published(try message(number: 9), skipping: [try peer(0)]))
        _ = scenario.step(.valued(try peer(0), value))
        let asked = scenario.step(.heard(try advertising(1), from: try peer(0)))
        #expect(asked.said(to: try peer(0)).control.iwant.isEmpty != isHeard)
        let wanted = try id(of: message(number: 9))
        let answered = scenario.step(.heard(rpc { $0.iwant = [[wanted]] }, from: try peer(0)))
        #expect(answered.said(to: try peer(0)).messages.isEmpty != isHeard)
        let told = try scenario.beat().said(to: try peer(0))
        #expect(told.control.ihave.isEmpty != isHeard)
    }

    @Test(arguments: [(-40.0, 1), (-40.1, 0)])
    func `below publish a peer outside the mesh gets none of our messages`(
        value: Score, copies: Int
    ) throws {
        var scenario = try RouterScenario(topic: "mine")
        try scenario.addPeer(0)
        _ = scenario.step(.valued(try peer(0), value))
        let effects = scenario.step(.published(try message(), skipping: []))
        #expect(effects.said(to: try peer(0)).messages.count == copies)
    }

    @Test func `below publish a peer is left out of a flood`() throws {
        var scenario = try RouterScenario(peers: 20, parameters: .plain)
        _ = scenario.step(.valued(try peer(3), -41))
        let effects = scenario.step(.published(try message(), skipping: []))
        #expect(effects.count == 19)
        #expect(effects.said(to: try peer(3)).isEmpty)
    }

    @Test func `a negative score ends a peer's time in the mesh, without an offer`() throws {
        var parameters = GossipParameters()
        parameters.offersPeers = true
        var scenario = try RouterScenario(peers: 3, parameters: parameters)
        _ = scenario.step(.valued(try peer(1), -0.5))
        let effects = try scenario.beat()
        #expect(
            effects.said(to: try peer(1)).control.prune
                == [Control.Prune(topic: "t", backoffSeconds: 60)])
        #expect(scenario.router.meshPeers("t") == [try peer(0), try peer(2)])
    }

    @Test func `a graft of a peer with a negative score is refused with a backoff`() throws {
        var scenario = try RouterScenario(peers: 6)
        let outsider = try #require(
            scenario.router.topicPeers("t").first { !scenario.router.meshPeers("t").contains($0) })
        _ = scenario.step(.valued(outsider, -0.5))
        let effects = scenario.step(.heard(graft, from: outsider))
        #expect(
            effects.said(to: outsider).control.prune
                == [Control.Prune(topic: "t", backoffSeconds: 60)])
        #expect(effects.violations.isEmpty)
        _ = scenario.step(.valued(outsider, 5))
        scenario.wait(.seconds(30))
        #expect(
            scenario.step(.heard(graft, from: outsider)).violations == [.graftDuringBackoff])
    }

    @Test func `a peer with a negative score is not grafted`() throws {
        var scenario = try RouterScenario()
        for number in 0..<6 {
            _ = scenario.step(
                .connected(try peer(number), outbound: true, version: .v11, address: nil))
            _ = scenario.step(.valued(try peer(number), number < 3 ? -1 : 0))
            _ = scenario.step(.heard(joining("t"), from: try peer(number)))
        }
        for _ in 0..<3 { _ = try scenario.beat() }
        #expect(scenario.router.meshPeers("t") == (try (3..<6).map(peer)))
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `when the mesh is cut the four best stay, and two that we dialled`(seed: UInt64) throws {
        var scenario = try RouterScenario(seed: seed)
        for number in 0..<12 {
            try scenario.addPeer(number)
            _ = scenario.step(.heard(graft, from: try peer(number)))
        }
        for number in 12..<14 {
            try scenario.addPeer(number, isDialled: true)
            _ = scenario.step(.heard(graft, from: try peer(number)))
        }
        for number in 0..<4 { _ = scenario.step(.valued(try peer(number), 1)) }
        try #require(scenario.router.meshPeers("t").count == 14)
        _ = try scenario.beat()
        let kept = try [0, 1, 2, 3, 12, 13].map(peer)
        #expect(scenario.router.meshPeers("t") == kept)
    }

    @Test func `sybils with negative scores are pruned and honest peers take their place`() throws {
        var scenario = try RouterScenario()
        for number in 0..<11 {
            try scenario.addPeer(number)
            _ = scenario.step(.heard(graft, from: try peer(number)))
        }
        for number in 100..<106 { try scenario.addPeer(number) }
        #expect(scenario.router.meshPeers("t").count == 11)
        for number in 0..<11 { try scenario.spoil(1, by: number) }
        _ = try scenario.beat()
        #expect(scenario.router.meshPeers("t") == (try (100..<106).map(peer)))
    }

    @Test func `a poor mesh is improved by two better peers each minute`() throws {
        var scenario = try RouterScenario(peers: 20)
        let outside = scenario.router.topicPeers("t").filter {
            !scenario.router.meshPeers("t").contains($0)
        }
        for better in outside.prefix(5) { _ = scenario.step(.valued(better, 8)) }
        for _ in 0..<59 { _ = try scenario.beat() }
        #expect(scenario.router.meshPeers("t").count == 4)
        _ = try scenario.beat()
        let mesh = scenario.router.meshPeers("t")
        #expect(mesh.count == 6)
        #expect(mesh.filter { outside.prefix(5).contains($0) }.count == 2)
        #expect(scenario.router.counters.opportunisticGrafts == 2)
    }

    @Test func `opportunistic grafting raises the median, and stops when it is high`() throws {
        var scenario = try RouterScenario(peers: 20)
        let outside = scenario.router.topicPeers("t").filter {
            !scenario.router.meshPeers("t").contains($0)
        }
        for better in outside { _ = scenario.step(.valued(better, 8)) }
        for _ in 0..<600 { _ = try scenario.beat() }
        let totals = scenario.router.peerReports.filter { $0.meshCount == 1 }
            .map(\.score.total).sorted()
        #expect(totals[totals.count / 2] >= 8)
        let grafts = scenario.router.counters.opportunisticGrafts
        for _ in 0..<120 { _ = try scenario.beat() }
        #expect(scenario.router.counters.opportunisticGrafts == grafts)
    }

    @Test func `peers that only sit in the mesh do not make it a good one`() throws {
        var scenario = try RouterScenario(peers: 4)
        scenario.advance(.seconds(7_200))
        try scenario.addPeer(10)
        for number in 0..<20 as Range<UInt64> { try scenario.bring(number, by: 10) }
        for _ in 0..<60 { _ = try scenario.beat() }
        #expect(scenario.router.meshPeers("t").contains(try peer(10)))
        #expect(scenario.router.counters.opportunisticGrafts == 1)
    }

    @Test func `a report says who a peer is and what it did`() throws {
        var scenario = try RouterScenario()
        try scenario.addPeer(1, isDialled: true, version: .v12)
        try scenario.addPeer(2)
        try scenario.spoil(2, by: 2)
        let reports = scenario.router.peerReports
        #expect(reports.map(\.peer) == [try peer(1), try peer(2)])
        #expect(reports.map(\.version) == [.v12, .v11])
        #expect(reports.map(\.isOutbound) == [true, false])
        #expect(reports.map(\.isGraylisted) == [false, true])
        #expect(reports.map(\.meshCount) == [1, 1])
        #expect(reports[1].violations == [.badSignature: 2])
        #expect(reports[1].score.invalidMessages == -80)
    }
}
