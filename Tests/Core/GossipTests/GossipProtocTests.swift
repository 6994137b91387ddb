// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import TestSupport
import Testing

@Suite(.enabled(if: Protoc.isPresent, Comment(rawValue: Protoc.reason)))
struct GossipProtocTests {
    @Test func `protoc reads our RPC and writes the same octets`() throws {
        let bytes = try RPCCodingTests.full().encode()
        let text = try Protoc.text(of: bytes, type: "outpace.gossip.RPC", file: "gossip.proto")
        #expect(text.contains("topicid: \"c\""))
        #expect(text.contains("backoff: 60"))
        #expect(
            try Protoc.bytes(of: text, type: "outpace.gossip.RPC", file: "gossip.proto") == bytes)
    }

    @Test func `we read what protoc writes`() throws {
        let author = try peer(7)
        let text = """
            subscriptions { subscribe: true topicid: "x" }
            publish { from: \(Protoc.quoted(author.bytes)) data: "" seqno: "12345678" topic: "x" }
            control {
              ihave { topicID: "x" messageIDs: "a" messageIDs: "b" }
              iwant { messageIDs: "c" }
              graft { topicID: "x" }
              prune { topicID: "y" peers { peerID: "p" } backoff: 18446744073709551615 }
              idontwant { messageIDs: "d" }
            }
            """
        let bytes = try Protoc.bytes(
            of: text, type: "outpace.gossip.RPC", file: "gossip.proto")
        let rpc = try RPC.decode(bytes, limits: .standard)
        #expect(rpc.subscriptions == joining("x").subscriptions)
        #expect(rpc.messages.first?.from == author)
        #expect(rpc.messages.first?.sequenceNumber == Bytes("12345678".utf8))
        #expect(rpc.control.ihave.first?.ids.map(\.bytes) == [[0x61], [0x62]])
        #expect(rpc.control.iwant == [[MessageID(bytes: [0x63])]])
        #expect(rpc.control.graft == ["x"])
        #expect(rpc.control.prune == [Control.Prune(topic: "y", backoffSeconds: 3_600)])
        #expect(rpc.control.idontwant == [[MessageID(bytes: [0x64])]])
    }
}
