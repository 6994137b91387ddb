// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import Testing

/// Peers that a pruning peer offers, and prunes that go out.
struct RouterExchangeTests {
    private func scenario(
        peers: Int = 1, version: GossipVersion = .v11,
        _ change: (inout GossipParameters) -> Void = { _ in }
    ) throws -> RouterScenario {
        var parameters = GossipParameters()
        change(&parameters)
        var scenario = try RouterScenario(parameters: parameters)
        for number in 0..<peers { try scenario.addPeer(number, version: version) }
        return scenario
    }

    private func offering(_ numbers: Range<Int>) throws -> RPC {
        let offered = try numbers.map(peer)
        return rpc { $0.prune = [.init(topic: "t", backoffSeconds: 60, offered: offered)] }
    }

    private func offers(_ effects: [RouterEffect]) -> [[PeerID]] {
        effects.compactMap { if case .offered(let peers) = $0 { peers } else { nil } }
    }

    @Test func `offered peers are passed over unless they are wanted`() throws {
        var scenario = try scenario()
        _ = scenario.step(.valued(try peer(0), 15))
        #expect(offers(scenario.step(.heard(try offering(50..<53), from: try peer(0)))).isEmpty)
    }

    @Test(arguments: [(9.9, false), (10.0, true)])
    func `offered peers are handed out when the score is good enough`(
        value: Score, isTaken: Bool
    ) throws {
        var scenario = try scenario { $0.acceptsOfferedPeers = true }
        _ = scenario.step(.valued(try peer(0), value))
        let effects = scenario.step(.heard(try offering(50..<53), from: try peer(0)))
        #expect(offers(effects) == (isTaken ? [try (50..<53).map(peer)] : []))
    }

    @Test func `who is not in the mesh offers nobody`() throws {
        var scenario = try scenario { $0.acceptsOfferedPeers = true }
        _ = scenario.step(.valued(try peer(0), 15))
        for _ in 0..<3 {
            _ = scenario.step(.heard(try offering(50..<53), from: try peer(0)))
        }
        #expect(offers(scenario.step(.heard(try offering(50..<53), from: try peer(0)))).isEmpty)
    }

    @Test func `peers are offered only when the mesh is cut, and when that is enabled`() throws {
        for isEnabled in [false, true] {
            var scenario = try scenario(peers: 20) { $0.offersPeers = isEnabled }
            for number in 0..<12 {
                _ = scenario.step(.heard(rpc { $0.graft = ["t"] }, from: try peer(number)))
            }
            let cut = try scenario.beat()
            let prunes = try (0..<20).flatMap { cut.said(to: try peer($0)).control.prune }
            #expect(prunes.count >= 6)
            #expect(prunes.allSatisfy { $0.offered.isEmpty != isEnabled })
            #expect(prunes.allSatisfy { $0.offered.count <= 16 })
            let left = scenario.step(.unsubscribed("t"))
            let leaving = try (0..<20).flatMap { left.said(to: try peer($0)).control.prune }
            #expect(leaving.allSatisfy { $0.offered.isEmpty })
        }
    }

    @Test func `a peer of the first version is pruned without a backoff`() throws {
        var scenario = try scenario(peers: 1, version: .v10)
        let effects = scenario.step(.unsubscribed("t"))
        #expect(
            effects.said(to: try peer(0)).control.prune
                == [Control.Prune(topic: "t", backoffSeconds: nil)])
    }

    @Test func `offered peers survive the way there and back, sixteen at most`() throws {
        let sent = try offering(0..<40)
        let read = try RPC.decode(sent.encode(), limits: .standard)
        #expect(read.control.prune.first?.offered == (try (0..<16).map(peer)))
    }

    @Test func `an offered peer that is none is passed over`() throws {
        var bytes = try offering(0..<1).encode()
        // Its id begins with the code of a hash that nobody uses.
        let place = try #require(bytes.firstRange(of: [0x00, 0x25])?.lowerBound)
        bytes[place] = 0x7f
        let read = try RPC.decode(bytes, limits: .standard)
        #expect(read.control.prune.map(\.offered) == [[]])
    }
}
