// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import Testing

/// Many peers of one will against the mesh.
struct RouterSybilTests {
    private let graft = rpc { $0.graft = ["t"] }

    /// A hundred peers that dialled us and want to be the mesh, and three that we dialled.
    private func besieged(seed: UInt64 = 1) throws -> RouterScenario {
        var scenario = try RouterScenario(seed: seed)
        for number in 0..<100 {
            try scenario.addPeer(number)
            _ = scenario.step(.heard(graft, from: try peer(number)))
        }
        for number in 200..<203 { try scenario.addPeer(number, isDialled: true) }
        return scenario
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func `those who dial us never push out two that we dialled`(seed: UInt64) throws {
        var scenario = try besieged(seed: seed)
        let dialled = try peer(200)
        for beat in 0..<150 {
            for number in 0..<100 where number % 7 == beat % 7 {
                _ = scenario.step(.heard(graft, from: try peer(number)))
            }
            _ = try scenario.beat()
            let mesh = scenario.router.meshPeers("t")
            #expect(mesh.filter { $0 >= dialled }.count >= 2)
            #expect(mesh.count <= 14)
        }
    }

    @Test func `who keeps knocking is not listened to in the end`() throws {
        var scenario = try besieged()
        for _ in 0..<60 {
            for number in 0..<100 { _ = scenario.step(.heard(graft, from: try peer(number))) }
            _ = try scenario.beat()
        }
        let heard = try (0..<100).filter { !scenario.router.isGraylisted(try peer($0)) }
        // Only who is in the mesh had no reason to knock.
        #expect(heard.count <= 12)
    }

    @Test func `peers that were good for an hour and turn together are out at once`() throws {
        var scenario = try RouterScenario()
        for number in 0..<8 {
            try scenario.addPeer(number)
            _ = scenario.step(.heard(graft, from: try peer(number)))
        }
        try scenario.addPeer(100)
        for minute in 0..<60 as Range<UInt64> {
            for number in 0..<8 { try scenario.bring(minute * 10 + UInt64(number), by: number) }
            scenario.advance(.seconds(60))
            _ = try scenario.beat()
        }
        for number in 0..<8 { try scenario.spoil(1, by: number) }
        _ = try scenario.beat()
        #expect(scenario.router.meshPeers("t") == [try peer(100)])
        for number in 0..<8 { try scenario.spoil(2, by: number) }
        for number in 0..<8 { #expect(scenario.router.isGraylisted(try peer(number))) }
        #expect(!scenario.router.isGraylisted(try peer(100)))
    }

    @Test func `twenty peers at one address are not taken into the mesh`() throws {
        var scenario = try RouterScenario()
        for number in 0..<20 {
            _ = scenario.step(
                .connected(
                    try peer(number), outbound: false, version: .v12, address: [10, 0, 0, 1]))
        }
        for number in 0..<20 {
            _ = scenario.step(.heard(joining("t"), from: try peer(number)))
            _ = scenario.step(.heard(graft, from: try peer(number)))
        }
        try scenario.addPeer(100, address: [10, 0, 0, 2])
        #expect(scenario.router.meshPeers("t") == [try peer(100)])
    }
}
