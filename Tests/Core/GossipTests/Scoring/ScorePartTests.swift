// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import Testing

/// Every part of the score against numbers worked out by hand.
struct ScorePartTests {
    private static func parameters(_ change: (inout ScoreParameters) -> Void) -> GossipParameters {
        var parameters = GossipParameters()
        change(&parameters.score)
        return parameters
    }

    private func isNear(_ left: Score, _ right: Score) -> Bool { abs(left - right) < 1e-9 }

    @Test(arguments: [(0, 0.0), (10, 0.011), (1_000, 1.1), (3_600, 3.96), (9_000, 3.96)])
    func `P1 counts seconds in the mesh up to an hour`(seconds: Int, points: Score) throws {
        var scenario = try RouterScenario(peers: 1)
        scenario.wait(.seconds(seconds))
        #expect(isNear(try scenario.score(0).meshTime, points))
        #expect(isNear(try scenario.score(0).total, points))
    }

    @Test func `P1 ends with the mesh`() throws {
        var scenario = try RouterScenario(peers: 1)
        scenario.wait(.seconds(1_000))
        _ = scenario.step(
            .heard(rpc { $0.prune = [.init(topic: "t", backoffSeconds: 60)] }, from: try peer(0)))
        #expect(try scenario.score(0).meshTime == 0)
    }

    @Test(arguments: [(0, 0.0), (1, 0.5), (7, 3.5), (20, 10.0), (50, 10.0)])
    func `P2 counts half a point for each first delivery, twenty at most`(
        count: UInt64, points: Score
    ) throws {
        var scenario = try RouterScenario(peers: 1)
        for number in 0..<count { try scenario.bring(number, by: 0) }
        #expect(isNear(try scenario.score(0).firstDeliveries, points))
    }

    @Test func `P2 counts the first who brought a message, and once it was good`() throws {
        var scenario = try RouterScenario(peers: 3)
        _ = scenario.step(.received(try message(), from: try peer(0)))
        #expect(try scenario.score(0).firstDeliveries == 0)
        _ = scenario.step(.received(try message(), from: try peer(1)))
        _ = scenario.step(.accepted(try message(), from: try peer(0), skipping: []))
        #expect(try scenario.score(0).firstDeliveries == 0.5)
        #expect(try scenario.score(1).firstDeliveries == 0)
    }

    @Test func `P3 is off: who brings nothing loses nothing`() throws {
        var scenario = try RouterScenario(peers: 3)
        for _ in 0..<600 { _ = try scenario.beat() }
        for number in 0..<3 { #expect(try scenario.score(number).total > 0) }
    }

    @Test(arguments: [(4, 5, 0.0), (6, 5, -225.0), (6, 19, -1.0), (6, 20, 0.0), (6, 30, 0.0)])
    func `P3 squares what a mesh peer falls short of after its first seconds`(
        seconds: Int, deliveries: UInt64, points: Score
    ) throws {
        let parameters = Self.parameters {
            $0.topic.meshDeliveryWeight = -1
            $0.topic.meshDeliveryDecay = 1
        }
        var scenario = try RouterScenario(peers: 1, parameters: parameters)
        for number in 0..<deliveries { try scenario.bring(number, by: 0) }
        scenario.wait(.seconds(seconds))
        #expect(isNear(try scenario.score(0).meshDeliveries, points))
    }

    @Test(arguments: [(5, 19.0), (10, 19.0), (11, 20.0)])
    func `P3 counts other copies for a moment, each peer's once`(
        milliseconds: Int, deficit: Score
    ) throws {
        let parameters = Self.parameters {
            $0.topic.meshDeliveryWeight = -1
            $0.topic.meshDeliveryDecay = 1
        }
        var scenario = try RouterScenario(peers: 2, parameters: parameters)
        try scenario.bring(1, by: 0)
        scenario.advance(.milliseconds(milliseconds))
        for _ in 0..<3 { _ = scenario.step(.received(try message(), from: try peer(1))) }
        scenario.wait(.seconds(6))
        #expect(isNear(try scenario.score(1).meshDeliveries, -deficit * deficit))
    }

    @Test func `P3b keeps the deficit that a peer left with, and P3 ends`() throws {
        let parameters = Self.parameters {
            $0.topic.meshDeliveryWeight = -1
            $0.topic.meshFailureWeight = -2
            $0.topic.meshDeliveryDecay = 1
        }
        var scenario = try RouterScenario(peers: 1, parameters: parameters)
        for number in 0..<15 as Range<UInt64> { try scenario.bring(number, by: 0) }
        scenario.wait(.seconds(6))
        #expect(isNear(try scenario.score(0).meshDeliveries, -25))
        _ = scenario.step(
            .heard(rpc { $0.prune = [.init(topic: "t", backoffSeconds: 60)] }, from: try peer(0)))
        #expect(try scenario.score(0).meshDeliveries == 0)
        #expect(isNear(try scenario.score(0).meshFailures, -50))
        _ = try scenario.beat()
        _ = try scenario.beat()
        #expect(isNear(try scenario.score(0).meshFailures, -25))
    }

    @Test(arguments: [(1, -20.0), (2, -80.0), (3, -180.0), (10, -2_000.0)])
    func `P4 squares invalid messages`(count: Int, points: Score) throws {
        var scenario = try RouterScenario(peers: 1)
        try scenario.spoil(count, by: 0)
        #expect(isNear(try scenario.score(0).invalidMessages, points))
        #expect(isNear(try scenario.score(0).invalidMessageCount, Score(count)))
    }

    @Test func `P4 squares each topic by itself`() throws {
        var scenario = try RouterScenario(peers: 1)
        _ = scenario.step(.subscribed("u"))
        try scenario.spoil(1, by: 0, topic: "t")
        try scenario.spoil(1, by: 0, topic: "u")
        #expect(isNear(try scenario.score(0).invalidMessages, -40))
    }

    @Test func `P4 counts what the application rejects against those it blames`() throws {
        var scenario = try RouterScenario(peers: 3)
        _ = scenario.step(.received(try message(), from: try peer(0)))
        _ = scenario.step(.rejected(try message(), blaming: [try peer(0), try peer(2)]))
        #expect(isNear(try scenario.score(0).invalidMessages, -20))
        #expect(try scenario.score(1).invalidMessages == 0)
        #expect(isNear(try scenario.score(2).invalidMessages, -20))
    }

    @Test func `made up topics of bad messages break a rule and leave no counters`() throws {
        var scenario = try RouterScenario(peers: 1)
        let before = scenario.router.entryCount
        for number in 0..<20 { try scenario.spoil(1, by: 0, topic: "made up \(number)") }
        #expect(try scenario.score(0).invalidMessages == 0)
        #expect(isNear(try scenario.score(0).behaviour, -10 * 14 * 14))
        #expect(scenario.router.entryCount == before + 1)
    }

    @Test(arguments: [(3.0, 3.0), (-7.0, -7.0), (100.0, 15.0)])
    func `P5 is what the application says, within the cap`(value: Score, total: Score) throws {
        var scenario = try RouterScenario(peers: 1)
        _ = scenario.step(.valued(try peer(0), value))
        #expect(isNear(try scenario.score(0).application, value))
        #expect(isNear(try scenario.score(0).total, total))
    }

    @Test(arguments: [(10, 0.0), (11, -5.0), (14, -80.0)])
    func `P6 squares neighbours past ten`(count: Int, points: Score) throws {
        var scenario = try RouterScenario()
        for number in 0..<count { try scenario.addPeer(number, address: [10, 0, 0, 1]) }
        #expect(isNear(try scenario.score(0).colocation, points))
        _ = scenario.step(.disconnected(try peer(1)))
        let left = max(0, Score(count) - 11)
        #expect(isNear(try scenario.score(0).colocation, -5 * left * left))
    }

    @Test(
        arguments: [
            nil, [127, 0, 0, 1], [127, 3, 2, 1], Bytes(repeating: 0, count: 15) + [1],
            Bytes(repeating: 0, count: 10) + [0xff, 0xff, 127, 0, 0, 1], [10, 9, 9, 9],
        ] as [Bytes?])
    func `P6 leaves out the loopback, excepted addresses and unknown ones`(
        address: Bytes?
    ) throws {
        let parameters = Self.parameters { $0.colocationExceptions = [[10, 9, 9, 9]] }
        var scenario = try RouterScenario(parameters: parameters)
        for number in 0..<40 { try scenario.addPeer(number, address: address) }
        #expect(try scenario.score(7).colocation == 0)
    }

    @Test(arguments: [(6, 0.0), (7, -10.0), (8, -40.0), (9, -90.0)])
    func `P7 squares broken rules past six`(count: Int, points: Score) throws {
        var scenario = try RouterScenario(peers: 1)
        _ = scenario.step(
            .heard(rpc { $0.prune = [.init(topic: "t", backoffSeconds: 60)] }, from: try peer(0)))
        for _ in 0..<count {
            scenario.wait(.seconds(20))
            _ = scenario.step(.heard(rpc { $0.graft = ["t"] }, from: try peer(0)))
        }
        #expect(isNear(try scenario.score(0).behaviour, points))
        #expect(isNear(try scenario.score(0).brokenRuleCount, Score(count)))
    }

    @Test func `the parts add up to the total, what is good up to the cap`() throws {
        var scenario = try RouterScenario(peers: 1)
        for number in 0..<4 as Range<UInt64> { try scenario.bring(number, by: 0) }
        _ = scenario.step(.valued(try peer(0), 30))
        try scenario.spoil(1, by: 0)
        #expect(isNear(try scenario.score(0).firstDeliveries, 2))
        #expect(isNear(try scenario.score(0).total, 15 - 20))
    }

    @Test func `a stranger has no score`() throws {
        let scenario = try RouterScenario(peers: 1)
        #expect(scenario.router.score(of: try peer(5)) == nil)
        #expect(!scenario.router.isGraylisted(try peer(5)))
    }
}
