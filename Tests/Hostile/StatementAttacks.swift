// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Gossip
import Identity
import JSON
import Outpace
import Primitives
import ProcessHarness
import Testing
import ValidatorMessages

extension HostileSuite.Strangers {
    /// Statements that are false, old, or of somebody who has nothing to say.
    @Suite(.serialized)
    struct StatementAttacks {
        @Test func `a stranger's statement is refused`() async throws {
            try await withstand(Toll(counts: .statement("stranger"))) { victims in
                let key = NodeKey.fresh()
                let gossip = try #require(try await RawGossip(try await victims.session(as: key)))
                let statement = Forgery.report(on: victims.closed.id)
                try await gossip.publish([
                    Forgery.signed(statement, by: key, topic: victims.closed.topic)
                ])
                try await gossip.session.attend(until: { $0.isEnded }, within: .milliseconds(300))
                let held = await held(of: key.address, on: victims.closed, victims)
                #expect(held == 0)
                gossip.session.close()
            }
        }

        @Test func `a statement of a validator of another channel is refused`() async throws {
            try await withstand(Toll(counts: .statement("stranger"))) { victims in
                let key = victims.insider
                let gossip = try #require(try await RawGossip(try await victims.session(as: key)))
                let statement = Forgery.report(on: victims.closed.id)
                try await gossip.publish([
                    Forgery.signed(statement, by: key, topic: victims.closed.topic)
                ])
                try await gossip.session.attend(until: { $0.isEnded }, within: .milliseconds(300))
                #expect(await held(of: key.address, on: victims.closed, victims) == 0)
                gossip.session.close()
            }
        }

        @Test func `a good statement is heard after copies with bad signatures`() async throws {
            try await withstand(Toll(rounds: 1, counts: .statement("badSignature"))) { victims in
                let report = Forgery.report(on: victims.shared.id)
                let good = Forgery.signed(
                    report, by: victims.insider, topic: victims.shared.topic)
                let liar = try #require(try await RawGossip(try await victims.session()))
                for _ in 0..<3 {
                    try await liar.publish([Forgery.falsified(good)].compactMap(\.self))
                }
                try await liar.session.attend(until: { $0.isEnded }, within: .milliseconds(200))
                let relay = try #require(try await RawGossip(try await victims.session()))
                try await relay.publish([good])
                guard case .reportObservedEvents(let said) = report, let event = said.observed.first
                else { return }
                _ = try await eventually(within: .seconds(3), "the good one is held") {
                    await text(of: victims.insider.address, on: victims.shared, victims)
                        .contains(event.description)
                }
                liar.session.close()
                relay.session.close()
            }
        }

        @Test func `a flood of bad signatures costs a few checks and the session`() async throws {
            let limit = 200.0
            let toll = Toll(rounds: 1, counts: .gossip("badSignature"))
            try await withstand(toll) { victims in
                let before = await victims.metric(.statement("badSignature")) ?? 0
                let key = NodeKey.fresh()
                let gossip = try #require(try await RawGossip(try await victims.session(as: key)))
                let messages = Forgery.falsified(
                    10_000, by: key.peerID, topic: victims.closed.topic)
                for start in stride(from: 0, to: messages.count, by: 20)
                where !gossip.session.isEnded {
                    try await gossip.publish(Array(messages[start..<start + 20]))
                    try await gossip.session.attend(until: { $0.isEnded }, within: .milliseconds(1))
                }
                #expect(try await gossip.session.ends(within: .seconds(3)), "it was cut off")
                let checked = (await victims.metric(.statement("badSignature")) ?? 0) - before
                #expect(checked <= limit, "\(checked) signatures were checked")
                gossip.session.close()
            }
        }

        @Test func `a day of statements, twice and out of order, counts nothing twice`()
            async throws
        {
            let count = HostileSuite.size(2_000, full: 20_000)
            let victims = try #require(VictimNetwork.current)
            let before = await victims.network.approved(
                at: VictimNetwork.watchedAt, channel: VictimNetwork.sharedIndex)
            let day: UInt64 = 86_400_000_000_000
            let start = Forgery.now - day
            var generator = SeededGenerator(seed: 3)
            let messages = (0..<UInt64(count)).map { index in
                Forgery.signed(
                    Forgery.report(on: victims.shared.id, observing: 4), by: victims.insider,
                    topic: victims.shared.topic, number: start + index * (day / UInt64(count)))
            }
            // Ids of statements are remembered for two minutes: 100 octets each.
            let growthLimit = 6 << 20
            try await withstand(Toll(rounds: 2, growthLimit: growthLimit)) { victims in
                let gossip = try #require(
                    try await RawGossip(try await victims.session(as: victims.insider)))
                let shuffled = messages.shuffled(using: &generator)
                for start in stride(from: 0, to: count, by: 100) where !gossip.session.isEnded {
                    try await gossip.publish(Array(shuffled[start..<start + 100]))
                }
                try await gossip.session.attend(until: { $0.isEnded }, within: .milliseconds(300))
                gossip.session.close()
            }
            let after = await victims.network.approved(
                at: VictimNetwork.watchedAt, channel: VictimNetwork.sharedIndex)
            #expect(after?.root == before?.root, "nobody posted to that channel")
        }

        @Test func `honest statements that are sent again and again pay nobody twice`()
            async throws
        {
            try await withstand(Toll(rounds: 1)) { victims in
                let gossip = try #require(try await RawGossip(try await victims.session()))
                let topic = victims.closed.topic
                try await gossip.subscribe([topic])
                try await gossip.graft([topic])
                var recorded: [Message] = []
                for _ in 0..<10 {
                    try await gossip.session.attend(
                        until: { _ in false }, within: .milliseconds(200))
                    recorded += try gossip.heard().flatMap(\.messages)
                }
                #expect(!recorded.isEmpty)
                for _ in 0..<20 { try await gossip.publish(recorded.reversed()) }
                gossip.session.close()
            }
            let victims = try #require(VictimNetwork.current)
            for node in VictimNetwork.honest {
                let state = await victims.network.approved(
                    at: node, channel: VictimNetwork.closedIndex)
                #expect(state?.events == victims.postedCount, "node\(node)")
            }
        }

        @Test func `statements about channels that nobody knows are not passed on without limit`()
            async throws
        {
            let before = Metric("outpace_gossip_forwarded_total")
            try await withstand(Toll(rounds: 1)) { victims in
                let forwarded = await victims.metric(before) ?? 0
                let key = NodeKey.fresh()
                let gossip = try #require(try await RawGossip(try await victims.session(as: key)))
                let messages = (0..<2_000).map { index in
                    let channel = Self.channel(in: victims.closed.topic)
                    return Forgery.signed(
                        Forgery.report(on: channel), by: key, topic: victims.closed.topic,
                        number: Forgery.now + UInt64(index))
                }
                for start in stride(from: 0, to: 2_000, by: 100) {
                    try await gossip.publish(Array(messages[start..<start + 100]))
                }
                try await gossip.session.attend(until: { $0.isEnded }, within: .milliseconds(500))
                let passed = (await victims.metric(before) ?? 0) - forwarded
                // 256 of one peer in a heartbeat, three heartbeats, and what honest peers say.
                #expect(passed < 1_000, "\(passed) of 2000")
                gossip.session.close()
            }
        }

        /// A channel that does not exist, in the shard of a topic.
        private static func channel(in topic: String) -> ChannelID {
            while true {
                if let channel = Digest(bytes: SecureRandom.bytes(32)[...]).map(ChannelID.init),
                    ShardTopic.name(of: channel) == topic
                {
                    return channel
                }
            }
        }

        private func held(
            of author: Address, on channel: PaymentChannel, _ victims: VictimNetwork
        ) async -> Int? {
            await messages(of: author, on: channel, victims)?.count
        }

        private func text(
            of author: Address, on channel: PaymentChannel, _ victims: VictimNetwork
        ) async -> String {
            let all = await messages(of: author, on: channel, victims) ?? []
            return String(decoding: JSONValue.array(all).serialized(), as: UTF8.self)
        }

        private func messages(
            of author: Address, on channel: PaymentChannel, _ victims: VictimNetwork
        ) async -> [JSONValue]? {
            let path = "/channel/\(channel.id)/validator-messages/\(author.checksummed)?limit=100"
            return await victims.network.get(path, at: VictimNetwork.victim)?["validatorMessages"]?
                .array
        }
    }
}
