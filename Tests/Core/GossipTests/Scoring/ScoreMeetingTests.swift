// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import Testing

/// Conduct counts from the beginning of a session, whether or not our stream to the peer ever opens.
struct ScoreMeetingTests {
    @Test func `bad signatures count against a peer without our stream`() throws {
        var scenario = try RouterScenario()
        let stranger = try peer(0)
        _ = scenario.step(.met(stranger, address: nil))
        for number in 0..<3 as Range<UInt64> {
            _ = scenario.step(.refused(try message(number: number), from: stranger))
        }
        #expect(scenario.router.isGraylisted(stranger))
        #expect(scenario.router.peerCount == 0)
    }

    @Test func `an author without our stream answers for what it signed`() throws {
        var scenario = try RouterScenario(peers: 1)
        let author = try peer(5)
        _ = scenario.step(.met(author, address: nil))
        for number in 0..<3 as Range<UInt64> {
            let said = try message(from: 5, number: number)
            _ = scenario.step(.received(said, from: try peer(0)))
            _ = scenario.step(.rejected(said, blaming: [author]))
        }
        #expect(scenario.router.isGraylisted(author))
    }

    @Test func `what a peer did is remembered when it leaves without our stream`() throws {
        var scenario = try RouterScenario()
        let stranger = try peer(0)
        _ = scenario.step(.met(stranger, address: nil))
        for number in 0..<3 as Range<UInt64> {
            _ = scenario.step(.refused(try message(number: number), from: stranger))
        }
        _ = scenario.step(.disconnected(stranger))
        _ = scenario.step(.met(stranger, address: nil))
        #expect(scenario.router.isGraylisted(stranger))
    }

    @Test func `a peer that is met and then connected is one neighbour, and gone when it leaves`()
        throws
    {
        var parameters = GossipParameters.standard
        parameters.score.colocationThreshold = 1
        var scenario = try RouterScenario(parameters: parameters)
        let address: Bytes = [192, 0, 2, 1]
        _ = scenario.step(.met(try peer(0), address: address))
        try scenario.addPeer(0, address: address)
        #expect(try scenario.score(0).colocation == 0)
        _ = scenario.step(.disconnected(try peer(0)))
        #expect(scenario.router.entryCount == 0)
    }
}
