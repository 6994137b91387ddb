// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import DirectLane
import Gossip
import Identity
import NodeCore
import Outpace
import Primitives
import SimulatedWorld
import TestSupport
import Testing
import Validator
import ValidatorMessages

/// What peers are believed, checked or blamed for that have nothing to do with a channel of ours, or
/// did not say so.
struct StrangerTests {
    private func report(
        _ id: ChannelID, by key: NodeKey, number: UInt64
    ) -> SignedStatement {
        .signed(
            .reportObservedEvents(
                ReportObservedEvents(
                    channel: id, observed: [], missing: [], isCampaignUnhealthy: false,
                    needMissedEvents: false)),
            by: key, sequenceNumber: number, topic: ShardTopic.name(of: id))
    }

    private func heartbeat(
        about id: ChannelID?, by key: NodeKey, topic: String, number: UInt64 = .max / 2
    ) throws -> SignedStatement {
        let address = try Multiaddr(text: "/ip4/192.0.2.1/tcp/4001")
        let entries = id.map { id in
            [
                Heartbeat.Entry(
                    channel: id, lastApproved: nil,
                    pool: Heartbeat.PoolSummary(count: 0, fingerprint: .zero, watermark: nil),
                    online: .empty, lanes: .empty, adexSignature: nil)
            ]
        }
        return .signed(
            .heartbeat(
                Heartbeat(
                    timestamp: Sample.start, addresses: [address.bytes], entries: entries ?? [])),
            by: key, sequenceNumber: number, topic: topic)
    }

    private func bent(_ statement: SignedStatement) throws -> Message {
        var raw = statement.message.raw
        raw[raw.count - 1] ^= 1
        return try Message.decode(raw)
    }

    // MARK: The direct lane

    @Test(arguments: [false, true])
    func `statements on a lane are taken from those who share a channel`(isValidator: Bool) throws {
        var attacker = try LaneAttacker(isValidator: isValidator)
        let statement = report(attacker.id, by: try Sample.keys(4)[2], number: 1)
        try attacker.say(.statements([statement.message.raw]))
        let taken = attacker.node.counters.statementsReceived.reduce(0, +)
        #expect(taken == (isValidator ? 1 : 0))
        #expect(!attacker.isDisconnected)
    }

    @Test func `who comes to share a channel is heard from then on`() throws {
        var attacker = try LaneAttacker(isValidator: false)
        let keys = try Sample.keys(4)
        let statement = report(attacker.id, by: keys[2], number: 1)
        try attacker.say(.statements([statement.message.raw]))
        attacker.tell(.channelAdded(try Sample.channel(2, of: [keys[0], keys[3]])))
        try attacker.say(.statements([statement.message.raw]))
        #expect(attacker.node.counters.statementsReceived.reduce(0, +) == 1)
    }

    // MARK: Addresses

    @Test func `a validator's heartbeat tells where it listens`() throws {
        var attacker = try LaneAttacker()
        let topic = ShardTopic.name(of: attacker.id)
        let key = try Sample.keys(4)[2]
        try attacker.gossip(heartbeat(about: attacker.id, by: key, topic: topic).message)
        #expect(attacker.learnt == [key.peerID])
    }

    /// Or anybody could make us dial whatever they name, for ever.
    @Test(arguments: [false, true])
    func `a heartbeat about no channel of ours makes us dial nobody`(isEmpty: Bool) throws {
        var attacker = try LaneAttacker()
        let topic = ShardTopic.name(of: attacker.id)
        // In the same shard.
        let bytes = attacker.id.bytes.prefix(1) + Bytes(repeating: 7, count: 31)
        let other = try #require(ChannelID(bytes: bytes[...]))
        let statement = try heartbeat(
            about: isEmpty ? nil : other, by: Sample.keys(5)[4], topic: topic)
        try attacker.gossip(statement.message)
        try attacker.say(.statements([statement.message.raw]))
        #expect(attacker.learnt == [])
    }

    // MARK: Scores

    @Test func `who never takes our gossip stream has to leave for bad signatures all the same`()
        throws
    {
        var attacker = try LaneAttacker(isValidator: false)
        for number in 1...3 as ClosedRange<UInt64> {
            try attacker.gossip(
                bent(report(attacker.id, by: Sample.keys(4)[3], number: number)))
        }
        #expect(attacker.isDisconnected)
        attacker.reconnect()
        #expect(attacker.graylistings.last == true)
    }

    @Test func `a validator that leaves is not left on the list of those nobody hears`() throws {
        var attacker = try LaneAttacker()
        for number in 1...6 as ClosedRange<UInt64> {
            try attacker.gossip(
                bent(report(attacker.id, by: Sample.keys(4)[1], number: number)))
        }
        #expect(attacker.graylistings == [true])
        attacker.tell(.disconnected(attacker.peer))
        #expect(attacker.graylistings == [true, false])
    }

    // MARK: Blame

    /// What a relay said of the channel, and how long before it passed on a stranger's statement.
    enum Word: CaseIterable {
        case nothing, justNow, longAgo, ofAnother
    }

    @Test(arguments: Word.allCases)
    func `a relay is to blame once it has said that it holds the channel`(word: Word) throws {
        var attacker = try LaneAttacker()
        let keys = try Sample.keys(5)
        let other = try Sample.channel(2, of: Array(keys.prefix(2)))
        attacker.tell(.channelAdded(other))
        if word != .nothing {
            let id = word == .ofAnother ? other.id : attacker.id
            let statement = try heartbeat(
                about: id, by: keys[1], topic: ShardTopic.name(of: id))
            try attacker.say(.statements([statement.message.raw]))
        }
        if word != .justNow { try attacker.wait(NodeParameters().blameDelay) }
        try attacker.gossip(report(attacker.id, by: keys[4], number: 1).message)
        #expect(attacker.node.counters.statementsRefused == ["stranger": 1])
        #expect(attacker.violations.isEmpty == (word != .longAgo))
    }
}

extension LaneAttacker {
    /// The peers whose addresses were learnt.
    fileprivate var learnt: [PeerID] {
        effects.compactMap { if case .learnt(_, let peer) = $0 { peer } else { nil } }
    }

    /// Whether the peer was listened to, each time that changed.
    fileprivate var graylistings: [Bool] {
        effects.compactMap {
            if case .graylist(peer, let isGraylisted) = $0 { isGraylisted } else { nil }
        }
    }
}
