// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import Testing

struct RouterMeshTests {
    private func grafting(_ topic: String = "t") -> RPC { rpc { $0.graft = [topic] } }

    private func pruning(_ seconds: UInt64?) -> RPC {
        rpc { $0.prune = [Control.Prune(topic: "t", backoffSeconds: seconds)] }
    }

    @Test func `the first peers of a topic are grafted at once`() throws {
        var scenario = try RouterScenario()
        _ = scenario.step(.connected(try peer(1), outbound: true, version: .v11, address: nil))
        let effects = scenario.step(.heard(joining("t"), from: try peer(1)))
        #expect(effects.said(to: try peer(1)).control.graft == ["t"])
        #expect(scenario.router.meshPeers("t") == [try peer(1)])
    }

    @Test func `a heartbeat fills the mesh to D when it is below Dlo`() throws {
        var scenario = try RouterScenario(peers: 20)
        for number in 0..<3 {
            let lost = try #require(scenario.router.meshPeers("t").first)
            _ = scenario.step(.disconnected(lost))
            #expect(scenario.router.meshPeers("t").count == 3 - number)
        }
        _ = try scenario.beat()
        #expect(scenario.router.meshPeers("t").count == 6)
    }

    @Test(arguments: [(11, 11), (12, 6), (20, 6)])
    func `a heartbeat cuts the mesh to D from Dhi on`(size: Int, left: Int) throws {
        var scenario = try RouterScenario(peers: size, isDialled: true)
        for number in 0..<size { _ = scenario.step(.heard(grafting(), from: try peer(number))) }
        #expect(scenario.router.meshPeers("t").count == size)
        let effects = try scenario.beat()
        #expect(scenario.router.meshPeers("t").count == left)
        let pruned = try (0..<size).map { effects.said(to: try peer($0)).control.prune }
        #expect(pruned.joined().allSatisfy { $0.backoffSeconds == 60 })
        #expect(pruned.joined().count == size - left)
    }

    @Test func `a cut keeps peers that we dialled`() throws {
        var scenario = try RouterScenario(peers: 12)
        for number in 100..<102 { try scenario.addPeer(number, isDialled: true) }
        for number in 0..<12 { _ = scenario.step(.heard(grafting(), from: try peer(number))) }
        for number in 100..<102 { _ = scenario.step(.heard(grafting(), from: try peer(number))) }
        _ = try scenario.beat()
        let mesh = scenario.router.meshPeers("t")
        #expect(mesh.count == 6)
        #expect(mesh.contains(try peer(100)))
        #expect(mesh.contains(try peer(101)))
    }

    @Test func `peers that we dialled are added when the mesh has too few`() throws {
        var scenario = try RouterScenario(peers: 6)
        for number in 100..<104 { try scenario.addPeer(number, isDialled: true) }
        _ = try scenario.beat()
        let first = try peer(100)
        #expect(scenario.router.meshPeers("t").filter { $0 >= first }.count == 2)
    }

    @Test func `a graft of a subscriber is agreed to in silence`() throws {
        var scenario = try RouterScenario(peers: 6)
        let outsider = try #require(
            scenario.router.topicPeers("t").first { !scenario.router.meshPeers("t").contains($0) })
        #expect(scenario.step(.heard(grafting(), from: outsider)).isEmpty)
        #expect(scenario.router.meshPeers("t").contains(outsider))
    }

    @Test func `a graft for a topic we are not in is passed over`() throws {
        var scenario = try RouterScenario(peers: 1)
        #expect(scenario.step(.heard(grafting("other"), from: try peer(0))).isEmpty)
        #expect(scenario.router.topicPeers("other").isEmpty)
    }

    @Test(arguments: [(false, 12), (true, 13)])
    func `a full mesh takes only peers that we dialled`(isDialled: Bool, size: Int) throws {
        var scenario = try RouterScenario(peers: 12)
        for number in 0..<12 { _ = scenario.step(.heard(grafting(), from: try peer(number))) }
        try scenario.addPeer(50, isDialled: isDialled)
        let effects = scenario.step(.heard(grafting(), from: try peer(50)))
        #expect(scenario.router.meshPeers("t").count == size)
        #expect(effects.said(to: try peer(50)).control.prune.isEmpty == isDialled)
    }

    @Test func `a pruned peer is dropped and not grafted before its backoff`() throws {
        var scenario = try RouterScenario(peers: 1)
        _ = scenario.step(.heard(pruning(30), from: try peer(0)))
        #expect(scenario.router.meshPeers("t").isEmpty)
        scenario.advance(.seconds(30))
        #expect(try scenario.beat().said(to: try peer(0)).control.graft.isEmpty)
        scenario.advance(.seconds(1))
        #expect(try scenario.beat().said(to: try peer(0)).control.graft == ["t"])
    }

    @Test(
        arguments: [(nil, 60), (60, 60), (7_200, 3_600), (UInt64.max, 3_600)] as [(UInt64?, Int)])
    func `a backoff is obeyed for an hour at most`(asked: UInt64?, seconds: Int) throws {
        var scenario = try RouterScenario(peers: 1)
        _ = scenario.step(.heard(pruning(asked), from: try peer(0)))
        scenario.advance(.seconds(seconds) - .seconds(2))
        _ = try scenario.beat()
        #expect(scenario.router.meshPeers("t").isEmpty)
        scenario.advance(.seconds(4))
        _ = try scenario.beat()
        #expect(scenario.router.meshPeers("t") == [try peer(0)])
    }

    @Test(
        arguments: [
            (5, [.graftDuringBackoff, .graftFlood]), (9, [.graftDuringBackoff, .graftFlood]),
            (11, [.graftDuringBackoff]), (57, [.graftDuringBackoff]), (58, []), (61, []),
        ] as [(Int, [Violation])])
    func `a graft during a backoff is a fault, right after the prune two`(
        seconds: Int, faults: [Violation]
    ) throws {
        var scenario = try RouterScenario(peers: 1)
        _ = scenario.step(.heard(pruning(60), from: try peer(0)))
        scenario.advance(.seconds(seconds))
        let effects = scenario.step(.heard(grafting(), from: try peer(0)))
        #expect(effects.violations == faults)
        #expect(scenario.router.meshPeers("t").isEmpty != faults.isEmpty)
        #expect(effects.said(to: try peer(0)).control.prune.isEmpty == faults.isEmpty)
    }

    @Test func `a graft during a backoff starts the backoff anew`() throws {
        var scenario = try RouterScenario(peers: 1)
        _ = scenario.step(.heard(pruning(60), from: try peer(0)))
        scenario.advance(.seconds(50))
        _ = scenario.step(.heard(grafting(), from: try peer(0)))
        scenario.advance(.seconds(50))
        let effects = scenario.step(.heard(grafting(), from: try peer(0)))
        #expect(effects.violations == [.graftDuringBackoff])
    }

    @Test func `who leaves asks its mesh to stay away for ten seconds`() throws {
        var scenario = try RouterScenario(peers: 1)
        let left = scenario.step(.unsubscribed("t")).said(to: try peer(0))
        #expect(left.control.prune == [Control.Prune(topic: "t", backoffSeconds: 10)])
        #expect(scenario.step(.subscribed("t")).said(to: try peer(0)).control.graft.isEmpty)
        scenario.advance(.seconds(12))
        #expect(try scenario.beat().said(to: try peer(0)).control.graft == ["t"])
    }

    @Test(arguments: [(1, 1), (3, 3), (5, 4), (11, 4)])
    func `a topic that fits one mesh is not filled past its members`(
        peers: Int, mesh: Int
    ) throws {
        var scenario = try RouterScenario(peers: peers)
        _ = try scenario.beat()
        #expect(scenario.router.meshPeers("t").count == mesh)
    }

    @Test func `the first heartbeat comes at a random part of the interval`() {
        let phases = Set(
            (0..<50).map {
                Router(
                    parameters: .standard, generator: SeededGenerator(seed: $0), now: .zero
                ).nextDeadline
            })
        #expect(phases.count > 40)
        #expect(phases.allSatisfy { $0.nanoseconds < 1_000_000_000 })
    }

    @Test func `a late heartbeat is not followed by those it missed`() throws {
        var scenario = try RouterScenario(peers: 1)
        scenario.advance(.seconds(100))
        _ = try scenario.beat()
        #expect(scenario.router.nextDeadline > scenario.now)
    }
}
