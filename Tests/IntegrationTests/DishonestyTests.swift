// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Foundation
import Identity
import Outpace
import Primitives
import ProcessHarness
import Testing
import ValidatorMessages

extension IntegrationSuite {
    /// Dishonest validators on real sockets: three honest processes, the fourth validator is ours.
    @Suite(.serialized)
    struct DishonestyTests {
        @Test func `an inflated balance is refused`() async throws {
            try await withDishonestLeader { scene in
                let events = try await scene.postToAll(8)
                var forged = try ForgedState(events, of: scene.channel)
                let account = events[0].publisher
                forged.balances = forged.replacing(account, with: Amount(500_000))
                scene.say(forged)
                try await scene.expectRefusal(.invalidBalances)
            }
        }

        @Test func `a decreased balance is refused`() async throws {
            try await withDishonestLeader { scene in
                let events = try await scene.postToAll(8)
                let honest = try ForgedState(events, of: scene.channel)
                scene.say(honest)
                _ = try await eventually(within: .seconds(10), "the honest state is approved") {
                    await scene.network.approved(at: 1, channel: scene.index)?.events == 8
                }
                var forged = try ForgedState([], of: scene.channel, sequence: 2)
                forged.follow(honest)
                forged.balances = honest.replacing(events[0].publisher, with: Amount(1))
                forged.cutoff = honest.cutoff
                scene.say(forged)
                try await scene.expectRefusal(.invalidTransition)
                #expect(await scene.network.approved(at: 1, channel: scene.index)?.events == 8)
            }
        }

        @Test func `a wrong root is refused`() async throws {
            try await withDishonestLeader { scene in
                var forged = try ForgedState(try await scene.postToAll(8), of: scene.channel)
                forged.claimedRoot = Keccak256.hash(Bytes("another root".utf8))
                scene.say(forged)
                try await scene.expectRefusal(.invalidRootHash)
            }
        }

        @Test func `a wrong state signature is refused`() async throws {
            try await withDishonestLeader { scene in
                let forged = try ForgedState(try await scene.postToAll(8), of: scene.channel)
                scene.say(forged, signedBy: NodeKey(Secp256k1PrivateKey.generate()))
                try await scene.expectRefusal(.invalidSignature)
            }
        }

        @Test func `omitted events are refused by name, and the state that has them is signed`()
            async throws
        {
            try await withDishonestLeader { scene in
                let events = try await scene.postToAll(30)
                var forged = try ForgedState(Array(events.prefix(4)), of: scene.channel)
                forged.excluded = events.dropFirst(4).map(\.id)
                forged.cutoff = .last(through: Timestamp(milliseconds: SampleEvents.now + 10_000))
                scene.say(forged)
                try await scene.expectRefusal(.missedEvents)
                let honest = try ForgedState(events, of: scene.channel, sequence: 2)
                scene.say(honest)
                _ = try await eventually(within: .seconds(10), "the full state is approved") {
                    await scene.network.approved(at: 1, channel: scene.index)?.events == 30
                }
            }
        }

        @Test func `events that no follower saw are refused`() async throws {
            try await withDishonestLeader { scene in
                let invented = try SampleEvents.records(40, of: scene.channel.id)
                scene.leader.share(invented)
                scene.say(try ForgedState(invented, of: scene.channel))
                try await scene.expectRefusal(.unobservedEvents)
            }
        }

        @Test func `a proposal of a follower is refused`() async throws {
            try await withDishonestLeader(at: 3) { scene in
                let forged = try ForgedState(
                    try SampleEvents.records(3, of: scene.channel.id), of: scene.channel)
                scene.say(forged)
                try await scene.expectRefusal(.notLeader)
            }
        }

        @Test func `a stranger on the topic is not heard`() async throws {
            try await withDishonestLeader(isStranger: true) { scene in
                let report = ReportObservedEvents(
                    channel: scene.channel.id,
                    observed: try SampleEvents.records(3, of: scene.channel.id).map(\.id),
                    missing: [], isCampaignUnhealthy: true, needMissedEvents: false)
                scene.leader.gossip(
                    .reportObservedEvents(report), topic: scene.channel.topic)
                _ = try await eventually(within: .seconds(10), "the stranger is counted") {
                    let page = await scene.network.metricsPage(of: 1)
                    return page.split(separator: "\n").contains {
                        $0.hasPrefix("outpace_statements_refused_total")
                            && $0.contains("stranger") && !$0.hasSuffix(" 0")
                    }
                }
                let stored = await scene.messages(of: scene.leader.key.address, at: 1)
                #expect(stored.isEmpty)
            }
        }
    }
}
