// This source file is part of the Outpace project. License: see LICENSE.

import Identity
import Invariants
import NodeCore
import Outpace
import SimulatedWorld
import Testing
import Validator

@Suite struct HonestTrustTests {
    private func judge(_ stage: Stage, _ effect: (Stage) throws -> NodeEffect) throws -> Breach? {
        var invariant = HonestTrust(roster: stage.roster, world: stage.world)
        return invariant.observe(Stage.batch(1, [try effect(stage)]), in: stage.world)
    }

    @Test func `punishing an honest host is a breach, however it is done`() throws {
        let stage = try Stage()
        let peer = stage.keys[2].peerID
        let proof = Evidence(
            rule: .unorderedStates, validator: stage.keys[2].address, statements: [])
        let effects: [NodeEffect] = [
            .graylist(peer, true), .disconnect(peer, .lowScore),
            .notice(.violation(peer, name: "badSignature")),
            .notice(.doubted(stage.channel.id, peer, "too few approvals")),
            .persist(.channel(stage.channel.id, .evidence(proof))),
        ]
        for effect in effects {
            #expect(try judge(stage) { _ in effect }?.invariant == HonestTrust.name)
        }
    }

    @Test func `punishing a byzantine host is no breach`() throws {
        let stage = try Stage { $0.hosts[2].role = .forger(perSecond: 1) }
        let peer = stage.keys[2].peerID
        #expect(try judge(stage) { _ in .graylist(peer, true) } == nil)
        #expect(try judge(stage) { _ in .disconnect(peer, .lowScore) } == nil)
    }

    @Test func `a promise that a bad network broke is excused`() throws {
        let stage = try Stage()
        let peer = stage.keys[2].peerID
        #expect(try judge(stage) { _ in .notice(.violation(peer, name: "brokenPromise")) } == nil)
    }

    @Test func `honest hosts at work trust each other`() throws {
        var stage = try Stage()
        var invariant = HonestTrust(roster: stage.roster, world: stage.world)
        stage.post(50, to: 1)
        #expect(stage.run(for: .seconds(10)) { invariant.observe($0, in: $1) } == nil)
        #expect(invariant.checkCount > 0)
    }
}
