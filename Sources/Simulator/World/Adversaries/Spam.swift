// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Gossip
import Identity
import NodeCore
import Outpace
import Primitives
import ValidatorMessages

/// Makes up events, which its node then hands to everybody, and statements about nothing: reports
/// of events that do not exist, approvals and refusals of states that nobody proposed.
struct Spam: Misconduct {
    private var beat: Beat
    private var count: UInt64 = 0

    init(perSecond: Int) { beat = Beat(perSecond: perSecond) }

    var nextDeadline: Instant? { beat.nextDeadline }

    /// The ticket of its own submissions, which no client has.
    private static let ticket = UInt64.max

    mutating func step(
        _ inputs: [NodeInput], node: inout Node, kit: inout AdversaryKit
    ) -> [NodeEffect] {
        var effects = kit.run(inputs.dropLast(), on: &node)
        let channels = node.channelIDs
        var messages: [Message] = []
        for _ in 0..<beat.take(at: kit.now.instant) {
            guard let channel = channels.randomElement(using: &kit.generator) else { break }
            if Bool.random(using: &kit.generator) {
                guard let record = record(of: channel, kit: &kit) else { continue }
                let input = NodeInput.submitted([record], ticket: Self.ticket)
                effects += node.step(input, at: kit.now)
            } else {
                messages.append(statement(about: channel, kit: &kit))
            }
        }
        effects += kit.run(inputs.suffix(1), on: &node)
        effects.removeAll { if case .answer(Self.ticket, _) = $0 { true } else { false } }
        return effects + kit.gossip(messages, to: node.connectedPeers)
    }

    private mutating func record(of channel: ChannelID, kit: inout AdversaryKit) -> EventRecord? {
        count += 1
        let publisher = Sample.publisher(Int.random(in: 0..<50, using: &kit.generator))
        let content = EventRecord.Content(
            channel: channel, type: .impression, publisher: publisher, user: nil, adUnit: "made",
            adSlot: "up", slotType: "legacy_300x250", referrer: "", country: "",
            operatingSystem: "", browser: "", occurredAt: kit.now.timestamp, nonce: kit.noise(16))
        return try? EventRecord(making: content, userSignature: nil)
    }

    private func statement(about channel: ChannelID, kit: inout AdversaryKit) -> Message {
        let root = digest(&kit)
        let statement: Statement
        switch Int.random(in: 0..<3, using: &kit.generator) {
        case 0:
            let ids = (0..<512).map { _ in EventID(digest(&kit)) }
            statement = .reportObservedEvents(
                ReportObservedEvents(
                    channel: channel, observed: ids, missing: [], isCampaignUnhealthy: false,
                    needMissedEvents: false))
        case 1:
            statement = .approveState(
                ApproveState(
                    channel: channel, stateRoot: root, lineage: Lineage(root),
                    stateSignature: kit.key.sign(stateRoot: root).bytes, isHealthy: true,
                    healthPromilles: 1_000, exhausted: false))
        default:
            statement = .rejectState(
                RejectState(
                    channel: channel, stateRoot: root, lineage: Lineage(root), sequence: 1,
                    reason: .invalidBalances, accounts: [], eventIDs: []))
        }
        return kit.signed(statement, about: channel)
    }

    private func digest(_ kit: inout AdversaryKit) -> Digest {
        let words = (0..<4).map { _ in kit.generator.next() }
        return Digest(words: (words[0], words[1], words[2], words[3]))
    }
}
