// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Gossip
import Identity
import Primitives
import Testing
import ValidatorMessages

@testable import Validator

struct KeptReportsTests {
    private static let channel = ChannelID(Digest(words: (1, 0, 0, 0)))
    private static let event = EventID(Digest(words: (2, 0, 0, 0)))

    private func report(by key: NodeKey, number: UInt64) -> SignedStatement {
        .signed(
            .reportObservedEvents(
                ReportObservedEvents(
                    channel: Self.channel, observed: [Self.event], missing: [],
                    isCampaignUnhealthy: false, needMissedEvents: false)),
            by: key, sequenceNumber: number, topic: ShardTopic.name(of: Self.channel))
    }

    @Test func `a validator that reports without end crowds out only itself`() {
        let honest = NodeKey(Secp256k1PrivateKey.generate())
        let spammer = NodeKey(Secp256k1PrivateKey.generate())
        var reporting = Reporting()
        reporting.remember(
            report(by: honest, number: 1), ids: [Self.event], limit: 4, bytesLimit: 1 << 20)
        for number in 1...20 {
            reporting.remember(
                report(by: spammer, number: UInt64(number)), ids: [Self.event], limit: 4,
                bytesLimit: 1 << 20)
        }
        #expect(reporting.kept.count == 4)
        #expect(reporting.kept.contains { $0.statement.author == honest.peerID })
    }

    @Test func `kept reports stay within the octets allowed`() {
        let validator = NodeKey(Secp256k1PrivateKey.generate())
        let size = report(by: validator, number: 1).message.raw.count
        var reporting = Reporting()
        for number in 1...20 {
            reporting.remember(
                report(by: validator, number: UInt64(number)), ids: [Self.event], limit: 100,
                bytesLimit: 5 * size + size / 2)
        }
        #expect(reporting.kept.count == 5)
        #expect(reporting.kept.last?.statement.sequenceNumber == 20)
    }
}
