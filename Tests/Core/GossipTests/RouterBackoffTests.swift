// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import Testing

/// Who was sent away does not come in again by hanging up.
struct RouterBackoffTests {
    private let graft = rpc { $0.graft = ["t"] }
    private let prune = rpc { $0.prune = [Control.Prune(topic: "t", backoffSeconds: 60)] }

    /// A peer that left the mesh, hung up and came back so much later.
    private func returned(after pause: Duration) throws -> RouterScenario {
        var scenario = try RouterScenario(peers: 1)
        _ = scenario.step(.heard(prune, from: try peer(0)))
        _ = scenario.step(.disconnected(try peer(0)))
        scenario.advance(pause)
        try scenario.addPeer(0)
        return scenario
    }

    @Test func `a backoff is obeyed in the next session`() throws {
        var scenario = try returned(after: .seconds(5))
        for _ in 0..<50 { _ = try scenario.beat() }
        #expect(scenario.router.meshPeers("t").isEmpty)
        for _ in 0..<12 { _ = try scenario.beat() }
        #expect(scenario.router.meshPeers("t") == [try peer(0)])
    }

    @Test func `a graft during a backoff of the last session is refused`() throws {
        var scenario = try returned(after: .seconds(5))
        let effects = scenario.step(.heard(graft, from: try peer(0)))
        #expect(effects.said(to: try peer(0)).control.prune.map(\.topic) == ["t"])
        #expect(scenario.router.meshPeers("t").isEmpty)
    }

    @Test func `only the first of such grafts is no fault`() throws {
        var scenario = try returned(after: .seconds(5))
        #expect(scenario.step(.heard(graft, from: try peer(0))).violations.isEmpty)
        let again = scenario.step(.heard(graft, from: try peer(0))).violations
        #expect(again == [.graftDuringBackoff, .graftFlood])
    }

    @Test func `a backoff that ended meanwhile is over`() throws {
        let scenario = try returned(after: .seconds(62))
        #expect(scenario.router.meshPeers("t") == [try peer(0)])
    }

    @Test func `the backoffs of peers that are gone are bounded and forgotten`() throws {
        var scenario = try RouterScenario()
        for number in 0..<3_000 {
            try scenario.addPeer(number)
            _ = scenario.step(.heard(prune, from: try peer(number)))
            _ = scenario.step(.disconnected(try peer(number)))
        }
        #expect(scenario.router.peerCount == 0)
        #expect(scenario.router.entryCount <= 1_024 * 2)
        for _ in 0..<70 { _ = try scenario.beat() }
        #expect(scenario.router.entryCount == 0)
    }

    @Test func `an hour's backoff is not remembered longer than a score`() throws {
        var scenario = try RouterScenario(peers: 1)
        let long = rpc { $0.prune = [Control.Prune(topic: "t", backoffSeconds: 3_600)] }
        _ = scenario.step(.heard(long, from: try peer(0)))
        _ = scenario.step(.disconnected(try peer(0)))
        for _ in 0..<610 { _ = try scenario.beat() }
        #expect(scenario.router.entryCount == 0)
    }
}
