// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import Testing

struct RouterExplicitTests {
    private func scenario(peers: Int = 3, explicit: Int...) throws -> RouterScenario {
        var scenario = try RouterScenario()
        _ = scenario.step(.explicit(try explicit.map(peer)))
        for number in 0..<peers { try scenario.addPeer(number) }
        return scenario
    }

    @Test func `an explicit peer is in no mesh`() throws {
        var scenario = try scenario(explicit: 1)
        for _ in 0..<70 { _ = try scenario.beat() }
        #expect(scenario.router.meshPeers("t") == [try peer(0), try peer(2)])
        #expect(scenario.router.topicPeers("t").contains(try peer(1)))
    }

    @Test func `a graft of an explicit peer is refused and no fault`() throws {
        var scenario = try scenario(explicit: 1)
        let effects = scenario.step(.heard(rpc { $0.graft = ["t"] }, from: try peer(1)))
        #expect(effects.said(to: try peer(1)).control.prune.map(\.topic) == ["t"])
        #expect(effects.violations.isEmpty)
    }

    @Test func `a mesh peer that becomes explicit is pruned`() throws {
        var scenario = try RouterScenario(peers: 2)
        let effects = scenario.step(.explicit([try peer(1)]))
        #expect(effects.said(to: try peer(1)).control.prune.map(\.topic) == ["t"])
        #expect(scenario.router.meshPeers("t") == [try peer(0)])
    }

    @Test func `an explicit peer without another lane gets every message once`() throws {
        var scenario = try scenario(peers: 20, explicit: 4)
        let own = scenario.step(.published(try message(number: 1), skipping: []))
        #expect(own.said(to: try peer(4)).messages.count == 1)
        let relayed = try scenario.bring(2, by: 7)
        #expect(relayed.said(to: try peer(4)).messages.count == 1)
    }

    @Test func `an explicit peer that is skipped gets nothing`() throws {
        var scenario = try scenario(explicit: 1)
        let own = scenario.step(.published(try message(number: 1), skipping: [try peer(1)]))
        #expect(own.said(to: try peer(1)).isEmpty)
        let theirs = try message(number: 2)
        _ = scenario.step(.received(theirs, from: try peer(0)))
        let relayed = scenario.step(
            .accepted(theirs, from: try peer(0), skipping: [try peer(1)]))
        #expect(relayed.said(to: try peer(1)).isEmpty)
        #expect(relayed.said(to: try peer(2)).messages.count == 1)
    }

    @Test func `in a small topic an explicit peer hears of ids that it was skipped with`() throws {
        var scenario = try scenario(explicit: 1)
        _ = scenario.step(.published(try message(), skipping: [try peer(1)]))
        let told = try scenario.beat().said(to: try peer(1)).control.ihave
        #expect(told.flatMap(\.ids) == [try id(of: message())])
    }

    @Test func `an explicit peer is not sent what it has or does not want`() throws {
        var scenario = try scenario(explicit: 1)
        let unwanted = try id(of: message(number: 1))
        _ = scenario.step(.heard(rpc { $0.idontwant = [[unwanted]] }, from: try peer(1)))
        _ = scenario.step(.served(try id(of: message(number: 2)), [try peer(1)]))
        for number in 1...2 as ClosedRange<UInt64> {
            let sent = scenario.step(.published(try message(number: number), skipping: []))
            #expect(sent.said(to: try peer(1)).messages.isEmpty)
        }
    }

    @Test func `no score keeps an explicit peer out`() throws {
        var scenario = try scenario(explicit: 1)
        try scenario.spoil(20, by: 1)
        #expect(try scenario.score(1).total < -75)
        #expect(!scenario.router.isGraylisted(try peer(1)))
        let sent = scenario.step(.published(try message(), skipping: []))
        #expect(sent.said(to: try peer(1)).messages.count == 1)
        let advertisement = rpc { [id = try? id(of: message(number: 7))] in
            $0.ihave = [Control.IHave(topic: "t", ids: id.map { [$0] } ?? [])]
        }
        let asked = scenario.step(.heard(advertisement, from: try peer(1)))
        #expect(asked.said(to: try peer(1)).control.iwant.count == 1)
    }

    @Test func `an explicit peer gets messages of topics that we are not in`() throws {
        var scenario = try RouterScenario(topic: "mine")
        _ = scenario.step(.explicit([try peer(5)]))
        for number in 0..<20 { try scenario.addPeer(number) }
        let sent = scenario.step(.published(try message(), skipping: []))
        #expect(sent.count == 7)
        #expect(sent.said(to: try peer(5)).messages.count == 1)
    }

    @Test func `an explicit peer gets nothing of topics it is not in`() throws {
        var scenario = try RouterScenario()
        _ = scenario.step(.explicit([try peer(1)]))
        try scenario.addPeer(1, topic: "other")
        #expect(scenario.step(.published(try message(), skipping: [])).isEmpty)
    }

    @Test func `a peer that is explicit no longer can be grafted`() throws {
        var scenario = try scenario(explicit: 1)
        _ = scenario.step(.explicit([]))
        _ = try scenario.beat()
        #expect(scenario.router.meshPeers("t").contains(try peer(1)))
    }
}
