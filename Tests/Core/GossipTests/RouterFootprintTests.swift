// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import Testing

/// Nothing of a peer is left when it is gone.
struct RouterFootprintTests {
    /// Everything that a peer can make the router remember.
    private func busy(_ peer: PeerID, number: UInt64, _ scenario: inout RouterScenario) throws {
        let ids = try (0..<50 as Range<UInt64>).map {
            try id(of: message(number: number * 1_000 + $0))
        }
        _ = scenario.step(
            .heard(
                RPC(
                    subscriptions: (0..<100).map {
                        .init(subscribe: true, topic: $0 == 0 ? "t" : "u\(number)/\($0)")
                    }, messages: [], control: Control()), from: peer))
        _ = scenario.step(
            .heard(
                rpc { control in
                    control.graft = ["t", "t", "other"]
                    control.ihave = [Control.IHave(topic: "t", ids: ids)]
                    control.iwant = [ids]
                    control.idontwant = [ids]
                    control.prune = [
                        .init(topic: "t", backoffSeconds: .max),
                        .init(topic: "x", backoffSeconds: 5),
                    ]
                }, from: peer))
        _ = scenario.step(.received(try message(number: number), from: peer))
        _ = scenario.step(.accepted(try message(number: number), from: peer, skipping: []))
        _ = scenario.step(.refused(try message(number: number, topic: "forged"), from: peer))
        _ = scenario.step(.rejected(try message(number: number), blaming: [peer]))
        _ = scenario.step(.heard(rpc { $0.graft = ["t"] }, from: peer))
        _ = scenario.step(.valued(peer, 5))
    }

    @Test func `peers that came, did everything and went leave nothing`() throws {
        var scenario = try RouterScenario()
        for round in 0..<4 {
            for place in 0..<20 {
                let number = round * 20 + place
                _ = scenario.step(
                    .connected(
                        try peer(number), outbound: place % 2 == 0, version: .v12,
                        address: [10, 0, 0, UInt8(place % 3)]))
                try busy(try peer(number), number: UInt64(number), &scenario)
            }
            _ = scenario.step(
                .published(try message(number: 1_000_000 + UInt64(round)), skipping: []))
            _ = try scenario.beat()
            _ = scenario.step(.unsubscribed("t"))
            _ = scenario.step(
                .published(try message(number: 2_000_000 + UInt64(round)), skipping: []))
            _ = scenario.step(.subscribed("t"))
            for place in 0..<20 { _ = scenario.step(.disconnected(try peer(round * 20 + place))) }
        }
        #expect(scenario.router.peerCount == 0)
        #expect(scenario.router.entryCount > 0)
        for _ in 0..<620 { _ = try scenario.beat() }
        #expect(scenario.router.entryCount == 0)
        #expect(scenario.router.messageEntryCount == 0)
        #expect(scenario.router.topicPeers("t").isEmpty)
        #expect(scenario.router.peerReports.isEmpty)
    }

    @Test func `entries do not grow with the number of past peers`() throws {
        var scenario = try RouterScenario()
        var peaks: [Int] = []
        for number in 0..<1_500 {
            _ = scenario.step(
                .connected(try peer(number), outbound: false, version: .v11, address: [1, 2, 3, 4]))
            _ = scenario.step(.heard(joining("t", "u\(number)"), from: try peer(number)))
            _ = scenario.step(.disconnected(try peer(number)))
            if number.isMultiple(of: 100) { peaks.append(scenario.router.entryCount) }
        }
        #expect(peaks.allSatisfy { $0 == 0 })
    }

    @Test func `the memory of bad peers is bounded`() throws {
        var scenario = try RouterScenario()
        for number in 0..<3_000 {
            _ = scenario.step(
                .connected(try peer(number), outbound: false, version: .v11, address: nil))
            _ = scenario.step(.refused(try message(), from: try peer(number)))
            _ = scenario.step(.disconnected(try peer(number)))
        }
        // A peer, its place in the order of leaving, its one topic.
        #expect(scenario.router.entryCount == 1_024 * 3)
    }

    @Test func `promises and requests are over after some heartbeats`() throws {
        var scenario = try RouterScenario(peers: 5)
        let before = scenario.router.entryCount
        for number in 0..<5 as Range<UInt64> {
            let ids = try (0..<1_000 as Range<UInt64>).map {
                try id(of: message(number: number * 1_000 + $0))
            }
            _ = scenario.step(
                .heard(
                    rpc { $0.ihave = [Control.IHave(topic: "t", ids: ids)] },
                    from: try peer(Int(number))))
        }
        #expect(scenario.router.entryCount > before + 5_000)
        for _ in 0..<100 { _ = try scenario.beat() }
        // What is left is how often each broke which rule.
        #expect(scenario.router.entryCount == before + 5)
    }
}
