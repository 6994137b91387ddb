// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import Testing

/// How scores fade, and what is left of a peer that went.
struct ScoreMemoryTests {
    private func isNear(_ left: Score, _ right: Score) -> Bool { abs(left - right) < 1e-9 }

    @Test func `every heartbeat takes its part of each counter`() throws {
        var scenario = try RouterScenario(peers: 1)
        _ = try scenario.beat()
        for number in 0..<4 as Range<UInt64> { try scenario.bring(number, by: 0) }
        try scenario.spoil(2, by: 0)
        _ = try scenario.beat()
        _ = try scenario.beat()
        let score = try scenario.score(0)
        #expect(isNear(score.firstDeliveries, 0.5 * 4 * 0.994_2 * 0.994_2))
        let invalid = 2 * 0.992_35 * 0.992_35
        #expect(isNear(score.invalidMessages, -20 * invalid * invalid))
        #expect(isNear(score.invalidMessageCount, invalid))
    }

    @Test func `counters fade in the times that are promised`() {
        let parameters = ScoreParameters.standard
        func left(_ factor: Score, after beats: Int) -> Score {
            (0..<beats).reduce(1) { product, _ in product * factor }
        }
        #expect(abs(left(parameters.topic.firstDeliveryDecay, after: 120) - 0.5) < 0.01)
        #expect(abs(left(parameters.topic.invalidMessageDecay, after: 600) - 0.01) < 0.001)
        #expect(abs(left(parameters.behaviourDecay, after: 14) - 0.5) < 0.02)
    }

    @Test func `what has almost faded is nothing`() throws {
        var scenario = try RouterScenario(peers: 1)
        try scenario.spoil(1, by: 0)
        for _ in 0..<500 { _ = try scenario.beat() }
        #expect(try scenario.score(0).invalidMessageCount > 0)
        for _ in 0..<110 { _ = try scenario.beat() }
        #expect(try scenario.score(0).invalidMessageCount == 0)
    }

    @Test func `heartbeats that come a little late fade as much as punctual ones`() throws {
        var punctual = try RouterScenario(peers: 1)
        var late = try RouterScenario(peers: 1)
        for _ in 0..<2 {
            _ = try punctual.beat()
            _ = try late.beat()
        }
        try punctual.spoil(2, by: 0)
        try late.spoil(2, by: 0)
        let start = late.now
        for number in 1...100 {
            _ = try punctual.beat()
            let delay = Duration.milliseconds(number % 2 == 0 ? 1 : 40)
            late.now = start.advanced(by: .seconds(number) + delay)
            _ = late.step(.woke)
        }
        #expect(try late.score(0).invalidMessages == (try punctual.score(0).invalidMessages))
    }

    @Test func `a node that stood still forgives no more than one beat`() throws {
        var scenario = try RouterScenario(peers: 1)
        _ = try scenario.beat()
        try scenario.spoil(2, by: 0)
        scenario.advance(.seconds(3_600))
        _ = try scenario.beat()
        #expect(isNear(try scenario.score(0).invalidMessageCount, 2 * 0.992_35))
    }

    @Test func `reconnecting washes nobody clean`() throws {
        var scenario = try RouterScenario(peers: 1)
        try scenario.spoil(3, by: 0)
        let before = try scenario.score(0).invalidMessages
        for _ in 0..<5 {
            _ = scenario.step(.disconnected(try peer(0)))
            #expect(scenario.router.isGraylisted(try peer(0)))
            try scenario.addPeer(0)
        }
        #expect(try scenario.score(0).invalidMessages == before)
        #expect(scenario.router.isGraylisted(try peer(0)))
        #expect(scenario.router.meshPeers("t").isEmpty)
    }

    @Test func `a peer that is gone for ten minutes is forgotten`() throws {
        var parameters = GossipParameters()
        parameters.score.topic.invalidMessageDecay = 1
        var scenario = try RouterScenario(peers: 1, parameters: parameters)
        try scenario.spoil(3, by: 0)
        _ = scenario.step(.disconnected(try peer(0)))
        scenario.advance(.seconds(598))
        _ = try scenario.beat()
        #expect(scenario.router.score(of: try peer(0)) != nil)
        scenario.advance(.seconds(2))
        _ = try scenario.beat()
        #expect(scenario.router.score(of: try peer(0)) == nil)
        #expect(scenario.router.entryCount == 0)
    }

    @Test func `of too many peers that are gone the first is forgotten`() throws {
        var parameters = GossipParameters()
        parameters.score.retainedPeerLimit = 3
        var scenario = try RouterScenario(parameters: parameters)
        for number in 0..<5 {
            try scenario.addPeer(number)
            try scenario.spoil(3, by: number)
            _ = scenario.step(.disconnected(try peer(number)))
        }
        let remembered = try (0..<5).filter { scenario.router.isGraylisted(try peer($0)) }
        #expect(remembered == [2, 3, 4])
    }

    @Test func `strangers that come and go push nobody out of the memory`() throws {
        var parameters = GossipParameters()
        parameters.score.retainedPeerLimit = 3
        var scenario = try RouterScenario(peers: 1, parameters: parameters)
        try scenario.spoil(3, by: 0)
        _ = scenario.step(.disconnected(try peer(0)))
        for number in 1..<50 {
            try scenario.addPeer(number)
            _ = scenario.step(.disconnected(try peer(number)))
        }
        #expect(scenario.router.isGraylisted(try peer(0)))
        #expect(scenario.router.score(of: try peer(7)) == nil)
    }

    @Test func `a peer that comes back and goes again is remembered from then on`() throws {
        var parameters = GossipParameters()
        parameters.score.topic.invalidMessageDecay = 1
        var scenario = try RouterScenario(peers: 1, parameters: parameters)
        try scenario.spoil(3, by: 0)
        _ = scenario.step(.disconnected(try peer(0)))
        scenario.advance(.seconds(500))
        try scenario.addPeer(0)
        scenario.advance(.seconds(200))
        _ = try scenario.beat()
        #expect(scenario.router.isGraylisted(try peer(0)))
        _ = scenario.step(.disconnected(try peer(0)))
        scenario.advance(.seconds(500))
        _ = try scenario.beat()
        #expect(scenario.router.isGraylisted(try peer(0)))
    }

    @Test func `neighbours that are gone are no neighbours`() throws {
        var scenario = try RouterScenario()
        for number in 0..<20 { try scenario.addPeer(number, address: [10, 0, 0, 1]) }
        for _ in 0..<3 { try scenario.addPeer(0, address: [10, 0, 0, 1]) }
        #expect(isNear(try scenario.score(0).colocation, -500))
        for number in 1..<20 { _ = scenario.step(.disconnected(try peer(number))) }
        #expect(try scenario.score(0).colocation == 0)
    }

    @Test func `what the application thought of a peer goes with its connection`() throws {
        var scenario = try RouterScenario(peers: 1)
        _ = scenario.step(.valued(try peer(0), -50))
        try scenario.spoil(1, by: 0)
        _ = scenario.step(.disconnected(try peer(0)))
        try scenario.addPeer(0)
        #expect(try scenario.score(0).application == 0)
        #expect(isNear(try scenario.score(0).total, -20))
    }
}
