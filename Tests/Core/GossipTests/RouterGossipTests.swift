// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import Testing

struct RouterGossipTests {
    private func asking(_ ids: MessageID...) -> RPC { rpc { $0.iwant = [ids] } }

    private func advertising(_ ids: [MessageID], topic: String = "t") -> RPC {
        rpc { $0.ihave = [Control.IHave(topic: topic, ids: ids)] }
    }

    @Test func `what we lack is asked for`() throws {
        var scenario = try RouterScenario(peers: 1)
        let wanted = try id(of: message())
        let effects = scenario.step(.heard(advertising([wanted]), from: try peer(0)))
        #expect(effects.said(to: try peer(0)).control.iwant == [[wanted]])
    }

    @Test func `what we have is not asked for`() throws {
        var scenario = try RouterScenario(peers: 2)
        _ = scenario.step(.received(try message(), from: try peer(1)))
        let effects = scenario.step(
            .heard(advertising([try id(of: message())]), from: try peer(0)))
        #expect(effects.isEmpty)
    }

    @Test func `a message that was refused is still asked for`() throws {
        var scenario = try RouterScenario(peers: 2)
        _ = scenario.step(.refused(try message(), from: try peer(1)))
        let effects = scenario.step(
            .heard(advertising([try id(of: message())]), from: try peer(0)))
        #expect(!effects.said(to: try peer(0)).control.iwant.isEmpty)
    }

    @Test func `ids of topics we are not in are not asked for`() throws {
        var scenario = try RouterScenario(peers: 1)
        let advertisement = advertising([try id(of: message())], topic: "other")
        #expect(scenario.step(.heard(advertisement, from: try peer(0))).isEmpty)
    }

    @Test func `one id is asked of two peers in a heartbeat, and again in the next`() throws {
        var scenario = try RouterScenario(peers: 4)
        let advertisement = advertising([try id(of: message())])
        let asked = try (0..<4).filter {
            !scenario.step(.heard(advertisement, from: try peer($0))).isEmpty
        }
        #expect(asked == [0, 1])
        _ = try scenario.beat()
        #expect(!scenario.step(.heard(advertisement, from: try peer(3))).isEmpty)
    }

    @Test func `the eleventh advertisement of a heartbeat is a fault, counted once`() throws {
        var scenario = try RouterScenario(peers: 1)
        var faults: [Violation] = []
        for number in 1...15 {
            let ids = [try id(of: message(number: UInt64(number)))]
            faults += scenario.step(.heard(advertising(ids), from: try peer(0))).violations
        }
        #expect(faults == [.tooManyAdvertisements])
        #expect(scenario.router.counters.requested == 10)
        #expect(scenario.router.counters.count(of: .tooManyAdvertisements) == 1)
        let reported = scenario.router.peerReports.map { $0.violations[.tooManyAdvertisements] }
        #expect(reported.compactMap(\.self) == [1])
    }

    @Test func `no more than 5000 ids are asked of one peer in a heartbeat`() throws {
        var scenario = try RouterScenario(peers: 1)
        for batch in 0..<3 as Range<UInt64> {
            let ids = try (0..<2_000 as Range<UInt64>).map {
                try id(of: message(number: batch * 2_000 + $0))
            }
            _ = scenario.step(.heard(advertising(ids), from: try peer(0)))
        }
        #expect(scenario.router.counters.requested == 5_000)
    }

    @Test func `a long request is cut into RPCs that rust takes`() throws {
        var scenario = try RouterScenario(peers: 1)
        let ids = try (0..<5_000 as Range<UInt64>).map { try id(of: message(number: $0)) }
        let effects = scenario.step(.heard(advertising(ids), from: try peer(0)))
        for case .send(let rpc, _) in effects { #expect(rpc.encode().count <= 65_536) }
        #expect(Array(effects.said(to: try peer(0)).control.iwant.joined()) == ids)
    }

    @Test func `a message is sent three times to a peer that asks`() throws {
        var scenario = try RouterScenario(peers: 1)
        _ = scenario.step(.published(try message(), skipping: []))
        let request = asking(try id(of: message()))
        let answers = try (0..<5).map { _ in
            scenario.step(.heard(request, from: try peer(0))).said(to: try peer(0)).messages.count
        }
        #expect(answers == [1, 1, 1, 0, 0])
    }

    @Test func `a message that was only received is not handed on to those who ask`() throws {
        var scenario = try RouterScenario(peers: 2)
        _ = scenario.step(.received(try message(), from: try peer(1)))
        let request = asking(try id(of: message()))
        #expect(scenario.step(.heard(request, from: try peer(0))).isEmpty)
    }

    @Test func `a message can be asked for during five heartbeats`() throws {
        var scenario = try RouterScenario(peers: 1)
        _ = scenario.step(.published(try message(), skipping: []))
        let request = asking(try id(of: message()))
        for _ in 0..<4 { _ = try scenario.beat() }
        #expect(!scenario.step(.heard(request, from: try peer(0))).isEmpty)
        _ = try scenario.beat()
        #expect(scenario.step(.heard(request, from: try peer(0))).isEmpty)
    }

    @Test func `an id that a peer does not want is not sent to it`() throws {
        var scenario = try RouterScenario(peers: 2)
        let unwanted = try id(of: message())
        _ = scenario.step(.heard(rpc { $0.idontwant = [[unwanted]] }, from: try peer(0)))
        let sent = scenario.step(.published(try message(), skipping: []))
        #expect(sent.said(to: try peer(0)).isEmpty)
        #expect(sent.said(to: try peer(1)).messages.count == 1)
        #expect(scenario.step(.heard(asking(unwanted), from: try peer(0))).isEmpty)
    }

    @Test func `in a small topic mesh peers hear of new ids for three heartbeats`() throws {
        var scenario = try RouterScenario(peers: 3)
        _ = scenario.step(.published(try message(), skipping: []))
        for heartbeat in 0..<5 {
            let told = try scenario.beat().said(to: try peer(1)).control.ihave
            #expect(told.flatMap(\.ids).count == (heartbeat < 3 ? 1 : 0))
        }
    }

    @Test func `nobody hears of ids it sent us or has from elsewhere`() throws {
        var scenario = try RouterScenario(peers: 3)
        _ = scenario.step(.received(try message(), from: try peer(0)))
        _ = scenario.step(.accepted(try message(), from: try peer(0), skipping: []))
        _ = scenario.step(.served(try id(of: message()), [try peer(1)]))
        let effects = try scenario.beat()
        #expect(effects.said(to: try peer(0)).control.ihave.isEmpty)
        #expect(effects.said(to: try peer(1)).control.ihave.isEmpty)
        #expect(effects.said(to: try peer(2)).control.ihave.count == 1)
    }

    @Test(arguments: [(20, 6), (40, 9)])
    func `in a large topic a part of the peers outside the mesh hears`(
        peers: Int, told: Int
    ) throws {
        var scenario = try RouterScenario(peers: peers)
        let mesh = scenario.router.meshPeers("t")
        _ = scenario.step(.published(try message(), skipping: []))
        let effects = try scenario.beat()
        let hearers = try (0..<peers).map(peer).filter {
            !effects.said(to: $0).control.ihave.isEmpty
        }
        #expect(hearers.count == told)
        #expect(hearers.allSatisfy { !mesh.contains($0) })
    }
}
