// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import Testing

/// IDONTWANT, the news of gossipsub 1.2.
struct RouterUnwantedTests {
    private func scenario(
        peers: Int = 4, _ change: (inout GossipParameters) -> Void = { _ in }
    ) throws -> RouterScenario {
        var parameters = GossipParameters()
        change(&parameters)
        var scenario = try RouterScenario(parameters: parameters)
        for number in 0..<peers { try scenario.addPeer(number, version: .v12) }
        return scenario
    }

    private func large(_ number: UInt64 = 1, count: Int = 1_024) throws -> Message {
        try message(number: number, data: Bytes(repeating: 1, count: count))
    }

    @Test func `the mesh is told at once that a large message came`() throws {
        var scenario = try scenario()
        let effects = scenario.step(.received(try large(), from: try peer(0)))
        #expect(effects.delivered.count == 1)
        #expect(effects.said(to: try peer(0)).isEmpty)
        for number in 1..<4 {
            #expect(
                effects.said(to: try peer(number)).control.idontwant == [[try id(of: large())]])
        }
    }

    @Test(arguments: [(1_023, 0), (1_024, 3), (70_000, 3)])
    func `only large messages are talked about`(count: Int, lists: Int) throws {
        var scenario = try scenario()
        let effects = scenario.step(.received(try large(count: count), from: try peer(0)))
        #expect(effects.count == lists + 1)
    }

    @Test func `nobody is told of a copy`() throws {
        var scenario = try scenario()
        _ = scenario.step(.received(try large(), from: try peer(0)))
        #expect(scenario.step(.received(try large(), from: try peer(1))).isEmpty)
    }

    @Test func `a bad signature makes nobody hold back the good message`() throws {
        var scenario = try scenario()
        let effects = scenario.step(.refused(try large(), from: try peer(0)))
        #expect(effects.count == 1)
        #expect(effects.violations == [.badSignature])
    }

    @Test(arguments: [GossipVersion.v10, .v11])
    func `peers of older versions and peers outside the mesh are not told`(
        version: GossipVersion
    ) throws {
        var scenario = try RouterScenario()
        for number in 0..<3 { try scenario.addPeer(number, version: version) }
        for number in 3..<20 { try scenario.addPeer(number, version: .v12) }
        let mesh = scenario.router.meshPeers("t")
        #expect(mesh.count == 4)
        let effects = scenario.step(.received(try large(), from: try peer(19)))
        let told = try (0..<20).filter { !effects.said(to: try peer($0)).isEmpty }
        #expect(try told.map(peer) == mesh.suffix(1))
    }

    @Test func `who has the message is not told`() throws {
        var scenario = try scenario()
        _ = scenario.step(.served(try id(of: large()), [try peer(2)]))
        let effects = scenario.step(.received(try large(), from: try peer(0)))
        #expect(effects.said(to: try peer(2)).isEmpty)
    }

    @Test func `own messages are announced when that is wanted`() throws {
        var quiet = try scenario()
        let sent = quiet.step(.published(try large(), skipping: []))
        #expect(sent.said(to: try peer(0)).control.idontwant.isEmpty)
        var loud = try scenario { $0.announcesOwnMessages = true }
        let told = loud.step(.published(try large(), skipping: []))
        #expect(told.said(to: try peer(0)).control.idontwant == [[try id(of: large())]])
    }

    @Test func `an unwanted message is sent by no way`() throws {
        var scenario = try scenario { $0.floodsOwnMessages = true }
        let unwanted = try id(of: message())
        _ = scenario.step(.heard(rpc { $0.idontwant = [[unwanted]] }, from: try peer(1)))
        let sent = scenario.step(.published(try message(), skipping: []))
        #expect(sent.said(to: try peer(1)).isEmpty)
        #expect(try scenario.beat().said(to: try peer(1)).control.ihave.isEmpty)
        let answer = scenario.step(.heard(rpc { $0.iwant = [[unwanted]] }, from: try peer(1)))
        #expect(answer.isEmpty)
    }

    @Test func `an id is unwanted for three to six heartbeats`() throws {
        var scenario = try scenario()
        let ids = try (1...20).map { try id(of: large($0)) }
        for id in ids {
            _ = scenario.step(.heard(rpc { $0.idontwant = [[id]] }, from: try peer(1)))
            _ = try scenario.beat()
        }
        let sent = try (1...20 as ClosedRange<UInt64>).filter { number in
            let effects = scenario.step(.published(try large(number), skipping: []))
            return !effects.said(to: try peer(1)).messages.isEmpty
        }
        #expect(sent.count >= 14 && sent.count <= 17)
        #expect(sent == Array(1...UInt64(sent.count)))
    }

    @Test func `more unwanted ids than are kept are no fault`() throws {
        var scenario = try scenario { $0.unwantedIDLimit = 10 }
        let ids = try (1...50).map { try id(of: large($0)) }
        let effects = scenario.step(.heard(rpc { $0.idontwant = [ids] }, from: try peer(1)))
        #expect(effects.isEmpty)
        #expect(try scenario.score(1).total >= 0)
        let sent = try (1...50 as ClosedRange<UInt64>).filter { number in
            let effects = scenario.step(.published(try large(number), skipping: []))
            return !effects.said(to: try peer(1)).messages.isEmpty
        }
        #expect(sent.count == 40)
    }
}
