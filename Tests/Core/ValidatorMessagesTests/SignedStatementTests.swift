// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import Gossip
import Identity
import Primitives
import TestSupport
import Testing
import ValidatorMessages
import Wire

struct SignedStatementTests {
    private static let statement = StatementSamples.full[1]

    private static func signed() throws -> SignedStatement {
        SignedStatement.signed(
            statement, by: try StatementSamples.nodeKey(5), sequenceNumber: 77,
            topic: StatementSamples.topic)
    }

    /// A message of a body that need not be a statement, signed by node key 5.
    private static func message(
        _ data: Bytes, topic: String = StatementSamples.topic,
        number: Bytes = [0, 0, 0, 0, 0, 0, 0, 1]
    ) throws -> Message {
        let key = try StatementSamples.nodeKey(5)
        return Message.make(
            from: key.peerID, sequenceNumber: number, topic: topic, data: data
        ) { key.sign(message: $0) }
    }

    private static func fault(of message: Message) -> StatementFault? {
        switch SignedStatement.verified(message) {
        case .success: nil
        case .failure(let fault): fault
        }
    }

    @Test(arguments: StatementSamples.full)
    func `what is signed is verified and says the same`(statement: Statement) throws {
        let key = try StatementSamples.nodeKey(5)
        let signed = SignedStatement.signed(
            statement, by: key, sequenceNumber: .max, topic: StatementSamples.topic)
        let read = try SignedStatement.verified(Message.decode(signed.message.raw)).get()
        #expect(read == signed)
        #expect(read.hashValue == signed.hashValue)
        #expect(read.topic == StatementSamples.topic)
        #expect(read.author == key.peerID)
        #expect(read.authorAddress == key.address)
        #expect(read.sequenceNumber == .max)
        #expect(read.statement == statement)
    }

    @Test func `one key, number and statement give one message`() throws {
        #expect(try Self.signed().message.raw == Self.signed().message.raw)
    }

    @Test func `no flipped bit is verified`() throws {
        let raw = try Self.signed().message.raw
        for bit in stride(from: 0, to: raw.count * 8, by: 3) {
            var flipped = raw
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            guard let message = try? Message.decode(flipped) else { continue }
            #expect(Self.fault(of: message) != nil)
        }
    }

    @Test func `an unsigned message is refused`() throws {
        let signed = try Self.signed().message
        let signature = try #require(signed.signature)
        let message = try Message.decode(Bytes(signed.raw.dropLast(signature.count + 2)))
        #expect(Self.fault(of: message) == .unsigned)
    }

    @Test(arguments: [7, 9])
    func `a number that has not eight octets is refused`(count: Int) throws {
        let number = Bytes(repeating: 1, count: count)
        let message = try Self.message(Self.statement.encode(), number: number)
        #expect(Self.fault(of: message) == .unsigned)
    }

    @Test func `an author whose key is hashed is refused`() throws {
        let hashed = try #require(PeerID(bytes: [0x12, 0x20] + Bytes(repeating: 1, count: 32)))
        let message = Message.make(
            from: hashed, sequenceNumber: Bytes(repeating: 0, count: 8),
            topic: StatementSamples.topic, data: Self.statement.encode()
        ) { _ in [1] }
        #expect(Self.fault(of: message) == .foreignAuthor)
    }

    @Test func `a key that is given must be the author's`() throws {
        let message = try Self.signed().message
        var right = ProtobufWriter()
        right.bytes(6, try StatementSamples.nodeKey(5).publicKey.protobuf)
        var wrong = ProtobufWriter()
        wrong.bytes(6, try StatementSamples.nodeKey(6).publicKey.protobuf)
        #expect(Self.fault(of: try Message.decode(message.raw + right.bytes)) == nil)
        #expect(Self.fault(of: try Message.decode(message.raw + wrong.bytes)) == .foreignAuthor)
    }

    @Test func `a signed body that is no statement is the author's fault too`() throws {
        let fault = Self.fault(of: try Self.message([1, 2, 3]))
        guard case .malformed = fault else {
            Issue.record("\(String(describing: fault))")
            return
        }
        #expect(fault?.isAuthored == true)
    }

    @Test(arguments: ["/outpace/1/6", "/outpace/1/64", "/outpace/1/05", "/outpace/2/5", "5"])
    func `a statement in another topic than its shard is refused`(topic: String) throws {
        let message = try Self.message(Self.statement.encode(), topic: topic)
        #expect(Self.fault(of: message) == .wrongTopic)
    }

    @Test func `a heartbeat with a channel of another shard is refused`() throws {
        let foreign = Heartbeat.Entry(
            channel: ChannelID(.zero), lastApproved: nil,
            pool: Heartbeat.PoolSummary(count: 0, fingerprint: .zero, watermark: nil),
            online: .empty, lanes: .empty, adexSignature: nil)
        let heartbeat = Heartbeat(
            timestamp: Timestamp(milliseconds: 1), addresses: [],
            entries: StatementSamples.heartbeat.entries + [foreign])
        let message = try Self.message(Statement.heartbeat(heartbeat).encode())
        #expect(Self.fault(of: message) == .wrongTopic)
    }

    @Test(arguments: [(0x05, 5), (0x3f, 63), (0x40, 0), (0xff, 63)] as [(UInt64, Int)])
    func `the shard is the first octet mod 64`(octet: UInt64, shard: Int) {
        let channel = ChannelID(Digest(words: (octet << 56, 0, 0, 0)))
        #expect(ShardTopic.shard(of: channel) == shard)
        #expect(ShardTopic.shard(named: ShardTopic.name(of: channel)) == shard)
    }

    @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
    func `a message of another implementation is verified`() throws {
        let json = try SharedFolder.json("vectors/libp2p.json")
        let vectors = try #require(json as? [String: Any])
        let entry = try #require(vectors["pubsub_signed"] as? [String: Any])
        let hex = try #require(entry["message"] as? String)
        let raw = try #require(Hex.decode(hex))
        let author = try StrictSign.author(of: Message.decode(raw))
        #expect(author.sequenceNumber == 1)
        #expect(author.id.base58 == "16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY")
        #expect(author.address != nil)
    }
}
