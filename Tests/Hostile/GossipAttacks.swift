// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Gossip
import Outpace
import Primitives
import Testing
import ValidatorMessages
import Wire

extension HostileSuite.Strangers {
    /// Peers that use gossipsub against the one they gossip with.
    @Suite(.serialized)
    struct GossipAttacks {
        static let malformed = Metric("outpace_peer_faults_total", "\"gossip\"")

        @Test(arguments: [(1 << 20) + 1, 1 << 31, 1 << 62] as [UInt64])
        func `a length over the limit is refused`(length: UInt64) async throws {
            try await withstand(Toll(counts: .session("tooManyStreamFaults"))) { victims in
                let session = try await victims.session()
                for _ in 0..<33 where !session.isEnded {
                    guard let stream = try await session.openStream("/meshsub/1.1.0") else { break }
                    var prefix: Bytes = []
                    Varint.append(length, to: &prefix)
                    try await session.write(prefix, on: stream)
                }
                #expect(try await session.ends(within: .seconds(3)))
            }
        }

        @Test func `grafts for a million topics leave nothing behind`() async throws {
            let count = HostileSuite.size(100, full: 1_000)
            try await withstand(Toll(growthLimit: 4 << 20, peakLimit: 16 << 20)) { victims in
                let gossip = try #require(try await RawGossip(try await victims.session()))
                for round in 0..<count {
                    try await gossip.graft((0..<1_000).map { "topic/\(round)/\($0)" })
                }
                gossip.session.close()
            }
        }

        @Test func `subscriptions to a million topics are cut off`() async throws {
            let count = HostileSuite.size(100, full: 1_000)
            let toll = Toll(
                growthLimit: 4 << 20, peakLimit: 16 << 20, counts: .gossip("tooManyTopics"))
            try await withstand(toll) { victims in
                let gossip = try #require(try await RawGossip(try await victims.session()))
                for round in 0..<count where !gossip.session.isEnded {
                    try await gossip.subscribe((0..<1_000).map { "topic/\(round)/\($0)" })
                }
                gossip.session.close()
            }
        }

        @Test(arguments: ["subscriptions", "grafts", "ids"])
        func `a list over its limit is refused`(
            list: String
        ) async throws {
            try await withstand(Toll(counts: Self.malformed)) { victims in
                let gossip = try #require(try await RawGossip(try await victims.session()))
                var rpc = RPC()
                switch list {
                case "subscriptions":
                    rpc.subscriptions = (0..<3_000).map { .init(subscribe: true, topic: "\($0)") }
                case "grafts": rpc.control.graft = (0..<3_000).map { "\($0)" }
                default:
                    let ids = (0..<40_000).map { MessageID(bytes: Bytes("\($0)".utf8)) }
                    rpc.control.iwant = [ids]
                }
                try await gossip.say(rpc)
                #expect(try await gossip.session.ends(within: .seconds(3)))
            }
        }

        @Test func `an RPC that is no protobuf is refused`() async throws {
            try await withstand(Toll(counts: Self.malformed)) { victims in
                let gossip = try #require(try await RawGossip(try await victims.session()))
                try await gossip.say(Bytes(repeating: 0xff, count: 100))
                #expect(try await gossip.session.ends(within: .seconds(3)))
            }
        }

        /// Also what is done with the number later must not trap: a heartbeat passes.
        @Test func `a backoff of any length is survived`() async throws {
            try await withstand(Toll(rounds: 1)) { victims in
                let gossip = try #require(try await RawGossip(try await victims.session()))
                let topic = victims.closed.topic
                try await gossip.subscribe([topic])
                for seconds in [0, 1 << 31, (1 << 63) - 1, 1 << 63, .max] as [UInt64] {
                    try await gossip.graft([topic])
                    try await gossip.say(
                        Forgery.control { control in
                            control.message(4) { prune in
                                prune.string(1, topic)
                                prune.varint(3, seconds)
                            }
                        })
                }
                try await gossip.graft([topic])
                try await gossip.session.attend(
                    until: { _ in false }, within: .milliseconds(1_200))
                gossip.session.close()
            }
        }

        @Test func `advertisements without end are passed over`() async throws {
            // Five megabytes of ids a round: were they kept, four rounds would show it above the noise.
            let toll = Toll(
                rounds: 4, growthLimit: 12 << 20, peakLimit: 24 << 20,
                counts: .gossip("tooManyAdvertisements"))
            try await withstand(toll) { victims in
                let gossip = try #require(try await RawGossip(try await victims.session()))
                let topic = victims.closed.topic
                try await gossip.subscribe([topic])
                for _ in 0..<30 where !gossip.session.isEnded {
                    var rpc = RPC()
                    let ids = (0..<4_000).map { _ in MessageID(bytes: SecureRandom.bytes(40)) }
                    rpc.control.ihave = [Control.IHave(topic: topic, ids: ids)]
                    try await gossip.say(rpc)
                }
                gossip.session.close()
            }
        }

        @Test func `promises that are not kept are counted`() async throws {
            try await withstand(Toll(rounds: 0, counts: .gossip("brokenPromise"))) { victims in
                let gossip = try #require(try await RawGossip(try await victims.session()))
                let topic = victims.closed.topic
                try await gossip.subscribe([topic])
                for _ in 0..<5 {
                    var rpc = RPC()
                    rpc.control.ihave = [
                        Control.IHave(
                            topic: topic, ids: [MessageID(bytes: SecureRandom.bytes(40))])
                    ]
                    try await gossip.say(rpc)
                }
                // A promise is to be kept within three seconds, and is judged at a heartbeat.
                try await gossip.session.attend(until: { $0.isEnded }, within: .seconds(5))
                gossip.session.close()
            }
        }

        @Test func `a message is sent to one peer three times at most, however often it asks`()
            async throws
        {
            try await withstand(Toll(rounds: 1)) { victims in
                let gossip = try #require(try await RawGossip(try await victims.session()))
                let topic = victims.shared.topic
                try await gossip.subscribe([topic])
                try await gossip.graft([topic])
                let first = try #require(try await nextMessage(on: gossip))
                let id = try #require(first.id)
                var rpc = RPC()
                rpc.control.iwant = [Array(repeating: id, count: 5_000)]
                for _ in 0..<4 { try await gossip.say(rpc) }
                try await gossip.session.attend(until: { _ in false }, within: .milliseconds(500))
                let copies = try gossip.heard().flatMap(\.messages).count { $0.id == id }
                #expect((1...3).contains(copies), "\(copies) copies for 20 000 requests")
                gossip.session.close()
            }
        }

        /// RPCs that are small on the wire and would be large in memory.
        enum Bomb: String, CaseIterable {
            case subscriptions, topics, messages, unknownFields, controlParts, grafts, requests, ids
            case allowedIDs

            var bytes: Bytes {
                switch self {
                case .subscriptions: GossipAttacks.repeated([0x0a, 0x00])
                case .topics: GossipAttacks.repeated([0x0a, 0x02, 0x12, 0x00])
                case .messages: GossipAttacks.repeated([0x12, 0x02, 0x22, 0x00])
                case .unknownFields: GossipAttacks.repeated([0x78, 0x00])
                case .controlParts: GossipAttacks.repeated([0x1a, 0x00])
                case .grafts: Forgery.control { for _ in 0..<400_000 { $0.bytes(3, []) } }
                case .requests: Forgery.control { for _ in 0..<400_000 { $0.bytes(2, []) } }
                case .ids: Self.request(of: 400_000)
                case .allowedIDs: Self.request(of: 5_000)
                }
            }

            private static func request(of count: Int) -> Bytes {
                Forgery.control { control in
                    control.message(2) { for _ in 0..<count { $0.bytes(1, []) } }
                }
            }
        }

        /// A megabyte of one field.
        static func repeated(_ field: Bytes) -> Bytes {
            Bytes((0..<((1 << 20) - 16) / field.count).map { _ in field }.joined())
        }

        @Test(arguments: Bomb.allCases) func `a decode bomb is no larger than on the wire`(
            kind: Bomb
        ) async throws {
            let bomb = kind.bytes
            // Ciphertext, plaintext, the message of the decoder and what it is decoded to: four
            // times the megabyte, and four for what else happens meanwhile.
            try await withstand(Toll(rounds: 1, peakLimit: 8 << 20)) { victims in
                let gossip = try #require(try await RawGossip(try await victims.session()))
                try await gossip.say(bomb)
                try await gossip.session.attend(until: { $0.isEnded }, within: .milliseconds(100))
                gossip.session.close()
            }
        }

        private func nextMessage(on gossip: RawGossip) async throws -> Message? {
            for _ in 0..<50 {
                if let message = try gossip.heard().flatMap(\.messages).first { return message }
                try await gossip.session.attend(until: { _ in false }, within: .milliseconds(100))
            }
            return nil
        }
    }
}
