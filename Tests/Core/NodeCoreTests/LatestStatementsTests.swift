// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import Gossip
import Outpace
import Primitives
import SimulatedWorld
import TestSupport
import Testing
import Validator
import ValidatorMessages

@testable import NodeCore

/// Each validator's newest statements are handed over once on a lane, and to who asks once more.
struct LatestStatementsTests {
    @Test(arguments: [false, true])
    func `who was told the newest statements is told again if it asks`(asks: Bool) throws {
        var attacker = try LaneAttacker()
        try attacker.say(hello(attacker.id, asks: false))
        #expect(attacker.statements == [])
        let refusal = try refusal(attacker.id, by: 2)
        try attacker.say(.statements([refusal]))
        try attacker.wait(NodeParameters().helloSpacing)
        try attacker.say(hello(attacker.id, asks: asks))
        #expect(attacker.statements == (asks ? [refusal] : []))
    }

    @Test func `asking without end is answered within an allowance`() throws {
        var attacker = try LaneAttacker()
        try attacker.say(.statements([refusal(attacker.id, by: 2)]))
        for _ in 0..<5_000 { try attacker.say(hello(attacker.id, asks: true)) }
        #expect((1..<1_000).contains(attacker.statements.count), "\(attacker.statements.count)")
    }

    /// Of many states only some come at once, each time with the word that this was all for now.
    @Test(arguments: [0, 9])
    func `who holds more than it told does not count as caught up with`(claimed: UInt64) throws {
        var attacker = try LaneAttacker()
        try attacker.say(
            .hello([
                ChannelSummary(
                    channel: attacker.id, approvedSequence: claimed,
                    approved: claimed > 0 ? Lineage(.zero) : nil, priceSequence: 0, alias: 1)
            ]))
        try attacker.say(.caughtUp(attacker.id))
        let view = attacker.node.view(of: attacker.id, at: attacker.now)
        #expect(view?.validator.isPermitted == (claimed == 0))
    }

    private func hello(_ id: ChannelID, asks: Bool) -> LaneBody {
        .hello([
            ChannelSummary(
                channel: id, approvedSequence: 0, approved: nil, priceSequence: 0, alias: 1,
                asksForLatest: asks)
        ])
    }

    private func refusal(_ id: ChannelID, by author: Int) throws -> Bytes {
        let statement = RejectState(
            channel: id, stateRoot: .zero, lineage: Lineage(.zero), sequence: 1,
            reason: .missedEvents, accounts: [], eventIDs: [])
        return SignedStatement.signed(
            .rejectState(statement), by: try Sample.keys(4)[author], sequenceNumber: 1,
            topic: ShardTopic.name(of: id)
        ).message.raw
    }
}
