// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import Gossip
import Primitives
import TestSupport
import Testing
import Wire

@Suite(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.reason)))
struct GossipVectorTests {
    private static func vectors() throws -> [String: Any] {
        let json = try SharedFolder.json("vectors/libp2p.json")
        return try #require(json as? [String: Any])
    }

    private static func signed(_ name: String) throws -> Bytes {
        let vectors = try vectors()
        let entry = try #require(vectors["pubsub_signed"] as? [String: Any])
        let hex = try #require(entry[name] as? String)
        return try #require(Hex.decode(hex))
    }

    @Test func `the signed message reads as it was written`() throws {
        let read = try Message.decode(try Self.signed("message"))
        #expect(read.from?.bytes == (try Self.signed("from_")))
        #expect(read.sequenceNumber == (try Self.signed("seqno")))
        #expect(read.data == (try Self.signed("data")))
        #expect(read.topic == "adex/channel/0x00")
        #expect(read.signature == (try Self.signed("signature_der")))
    }

    @Test func `the signed octets are those of the other implementations`() throws {
        let read = try Message.decode(try Self.signed("message"))
        #expect(read.signedBytes == (try Self.signed("signed_bytes")))
    }

    @Test func `the id is that of go`() throws {
        let read = try Message.decode(try Self.signed("message"))
        #expect(read.id?.bytes == (try Self.signed("message_id_go")))
    }

    @Test func `our making of the same message gives the same octets`() throws {
        let author = try #require(PeerID(bytes: try Self.signed("from_")))
        let signature = try Self.signed("signature_der")
        let made = Message.make(
            from: author, sequenceNumber: try Self.signed("seqno"), topic: "adex/channel/0x00",
            data: try Self.signed("data")
        ) { _ in signature }
        #expect(made.raw == (try Self.signed("message")))
    }

    @Test func `the framed RPC is read and written octet by octet`() throws {
        let framed = try Self.signed("rpc_framed")
        var frames = FrameDecoder(limit: 1 << 20)
        frames.append(framed)
        let bytes = try #require(try frames.next())
        let rpc = try RPC.decode(bytes, limits: .standard)
        #expect(rpc.messages.count == 1)
        #expect(FrameDecoder.frame(rpc.encode()) == framed)
    }

    @Test func `every kind of control is read and written octet by octet`() throws {
        let vectors = try Self.vectors()
        let hex = try #require(vectors["rpc_control_all_kinds"] as? String)
        let bytes = try #require(Hex.decode(hex))
        let rpc = try RPC.decode(bytes, limits: .standard)
        #expect(rpc.subscriptions == [RPC.Subscription(subscribe: true, topic: "t")])
        #expect(rpc.control.ihave.map(\.ids.count) == [1])
        #expect(rpc.control.iwant.map(\.count) == [1])
        #expect(rpc.control.graft == ["t"])
        #expect(rpc.control.prune == [Control.Prune(topic: "t", backoffSeconds: 60)])
        #expect(rpc.control.idontwant.map(\.count) == [1])
        #expect(rpc.encode() == bytes)
    }
}
