// This source file is part of the Outpace project. License: see LICENSE.

import Gossip
import Primitives
import Testing
import Wire

/// RPCs that are too much of something.
struct RPCHostileTests {
    private func control(_ write: (inout ProtobufWriter) -> Void) -> Bytes {
        var writer = ProtobufWriter()
        writer.message(3, write)
        return writer.bytes
    }

    @Test func `grafts for a million topics are refused before any is read`() {
        let bytes = control { control in
            for number in 0..<1_000_000 { control.message(3) { $0.string(1, "\(number)") } }
        }
        #expect(throws: WireError.overLimit(field: "control", limit: 1_024)) {
            try RPC.decode(bytes, limits: .standard)
        }
    }

    @Test(arguments: [(1, 2), (2, 1), (5, 1)] as [(UInt32, UInt32)])
    func `5000 ids are read, more passed over, and far more refused`(
        kind: UInt32, field: UInt32
    ) throws {
        func rpc(_ count: Int) -> Bytes {
            control { control in
                control.message(kind) { list in
                    if kind == 1 { list.string(1, "t") }
                    for number in 0..<count {
                        list.bytes(field, [UInt8(truncatingIfNeeded: number)])
                    }
                }
            }
        }
        for count in [5_000, 5_001, 32_767] {
            let control = try RPC.decode(rpc(count), limits: .standard).control
            let ids = control.ihave.map(\.ids) + control.iwant + control.idontwant
            #expect(ids.map(\.count) == [5_000])
        }
        #expect(throws: WireError.overLimit(field: "messageIDs", limit: 32_768)) {
            try RPC.decode(rpc(32_769), limits: .standard)
        }
    }

    @Test(arguments: [1, 3, 4] as [UInt32])
    func `an empty topic is read, a huge one refused`(kind: UInt32) throws {
        func rpc(_ topic: String) -> Bytes { control { $0.message(kind) { $0.string(1, topic) } } }
        let read = try RPC.decode(rpc(""), limits: .standard)
        #expect(!read.control.isEmpty)
        _ = try RPC.decode(rpc(String(repeating: "x", count: 256)), limits: .standard)
        #expect(throws: WireError.overLimit(field: "topicID", limit: 256)) {
            try RPC.decode(rpc(String(repeating: "x", count: 257)), limits: .standard)
        }
    }

    @Test(arguments: [1, 3, 4] as [UInt32])
    func `a control entry without a topic is refused`(kind: UInt32) {
        #expect(throws: WireError.missingField("topicID")) {
            try RPC.decode(control { $0.message(kind) { _ in } }, limits: .standard)
        }
    }

    @Test func `an empty topic is a topic like others`() throws {
        var scenario = try RouterScenario(topic: "")
        try scenario.addPeer(0, topic: "")
        #expect(scenario.router.meshPeers("") == [try peer(0)])
    }

    @Test func `extensions, observers and whatever comes later are passed over`() throws {
        let bytes = control { control in
            control.message(6) {
                $0.varint(10, 1)
                $0.varint(6_492_434, 1)
            }
            control.message(7) { $0.string(1, "t") }
            control.message(8) { $0.string(1, "t") }
            control.message(3) { $0.string(1, "t") }
        }
        let read = try RPC.decode(bytes, limits: .standard)
        #expect(read.control.graft == ["t"])
        #expect(read == rpc { $0.graft = ["t"] })
    }

    @Test(
        arguments: [(0, 0), (1 << 31, 3_600), ((1 << 63) - 1, 3_600), (UInt64.max, 3_600)]
            as [(UInt64, UInt64)])
    func `backoffs are cut when they are read`(sent: UInt64, obeyed: UInt64) throws {
        let bytes = control { control in
            control.message(4) {
                $0.string(1, "t")
                $0.varint(3, sent)
            }
        }
        let read = try RPC.decode(bytes, limits: .standard)
        #expect(read.control.prune.map(\.backoffSeconds) == [obeyed])
    }

    @Test func `a prune that offers thousands of peers is read up to sixteen`() throws {
        let id = try peer(1).bytes
        let bytes = control { control in
            control.message(4) { prune in
                prune.string(1, "t")
                for _ in 0..<10_000 {
                    prune.message(2) {
                        $0.bytes(1, id)
                        $0.bytes(2, [1, 2, 3])
                    }
                }
            }
        }
        let read = try RPC.decode(bytes, limits: .standard)
        #expect(read.control.prune.map(\.offered.count) == [16])
    }
}
