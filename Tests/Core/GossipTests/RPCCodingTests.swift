// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import Testing
import Wire

struct RPCCodingTests {
    /// One of everything.
    static func full() throws -> RPC {
        let ids = try (1...3).map { try id(of: message(number: $0)) }
        var rpc = joining("a", "b")
        rpc.subscriptions.append(RPC.Subscription(subscribe: false, topic: "c"))
        rpc.messages = [try message(number: 1), try message(number: 2, data: [])]
        rpc.control.ihave = [Control.IHave(topic: "a", ids: ids)]
        rpc.control.iwant = [ids, [ids[0]]]
        rpc.control.graft = ["a", "b"]
        rpc.control.prune = [
            Control.Prune(topic: "a", backoffSeconds: 60),
            Control.Prune(topic: "b", backoffSeconds: nil),
        ]
        rpc.control.idontwant = [[ids[2]]]
        return rpc
    }

    @Test func `everything there is survives the way there and back`() throws {
        let rpc = try Self.full()
        #expect(try RPC.decode(rpc.encode(), limits: .standard) == rpc)
    }

    @Test func `an RPC that says nothing has no octets`() throws {
        #expect(RPC().encode().isEmpty)
        #expect(try RPC.decode([], limits: .standard).isEmpty)
    }

    @Test func `unknown fields are passed over at every depth`() throws {
        var writer = ProtobufWriter()
        writer.message(1) {
            $0.varint(1, 1)
            $0.string(2, "t")
            $0.varint(3, 1)
        }
        writer.message(3) {
            $0.message(3) { nested in
                nested.string(1, "t")
                nested.bytes(9, [1])
            }
            $0.message(6) { $0.varint(10, 1) }
            $0.bytes(7, [1, 2])
        }
        writer.bytes(4, [1, 2, 3])
        writer.bytes(6_492_434, [])
        var expected = joining("t")
        expected.control.graft = ["t"]
        #expect(try RPC.decode(writer.bytes, limits: .standard) == expected)
    }

    @Test(
        arguments: [(60, 60), (3_600, 3_600), (3_601, 3_600), (.max, 3_600)] as [(UInt64, UInt64)])
    func `a backoff is cut at an hour`(sent: UInt64, obeyed: UInt64) throws {
        var writer = ProtobufWriter()
        writer.message(3) {
            $0.message(4) { nested in
                nested.string(1, "t")
                nested.varint(3, sent)
            }
        }
        let read = try RPC.decode(writer.bytes, limits: .standard)
        #expect(read.control.prune.first?.backoffSeconds == obeyed)
    }

    @Test func `a mebibyte of empty subscriptions is refused by its count`() {
        let bomb = Bytes((0..<349_525).flatMap { _ in [0x0a, 0x01, 0x00] as Bytes })
        #expect(throws: WireError.overLimit(field: "subscriptions", limit: 2_048)) {
            try RPC.decode(bomb, limits: .standard)
        }
    }

    @Test func `a mebibyte of empty messages is refused by its count`() {
        let bomb = Bytes((0..<524_288).flatMap { _ in [0x12, 0x00] as Bytes })
        #expect(throws: WireError.overLimit(field: "publish", limit: 8_192)) {
            try RPC.decode(bomb, limits: .standard)
        }
    }

    @Test(arguments: [(1, 2), (2, 1), (5, 1)] as [(UInt32, UInt32)])
    func `a mebibyte of empty ids is refused by its count`(kind: UInt32, field: UInt32) {
        var writer = ProtobufWriter()
        writer.message(3) {
            $0.message(kind) { nested in
                for _ in 0..<500_000 { nested.bytes(field, []) }
            }
        }
        #expect(throws: WireError.overLimit(field: "messageIDs", limit: 32_768)) {
            try RPC.decode(writer.bytes, limits: .standard)
        }
    }

    @Test(arguments: [1, 2, 3, 4, 5] as [UInt32])
    func `a mebibyte of empty controls is refused by its count`(kind: UInt32) {
        var writer = ProtobufWriter()
        writer.message(3) { for _ in 0..<500_000 { $0.bytes(kind, []) } }
        #expect(throws: WireError.overLimit(field: "control", limit: 1_024)) {
            try RPC.decode(writer.bytes, limits: .standard)
        }
    }

    @Test func `ids over several lists share one bound`() throws {
        var writer = ProtobufWriter()
        writer.message(3) {
            for _ in 0..<2 {
                $0.message(2) { nested in for _ in 0..<2_501 { nested.bytes(1, [1]) } }
            }
        }
        let read = try RPC.decode(writer.bytes, limits: .standard)
        #expect(read.control.iwant.map(\.count) == [2_501, 2_499])
    }

    @Test func `a second control part is refused`() {
        #expect(throws: WireError.repeatedField("control")) {
            try RPC.decode([0x1a, 0x00, 0x1a, 0x00], limits: .standard)
        }
    }

    @Test func `no truncation traps, and none equals the whole`() throws {
        let rpc = try Self.full()
        let bytes = rpc.encode()
        for count in 0..<bytes.count {
            #expect((try? RPC.decode(Bytes(bytes.prefix(count)), limits: .standard)) != rpc)
        }
    }

    @Test func `flipped bits never trap`() throws {
        let bytes = try Self.full().encode()
        for bit in 0..<bytes.count * 8 {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            guard let read = try? RPC.decode(flipped, limits: .standard) else { continue }
            _ = read.encode()
        }
    }
}
