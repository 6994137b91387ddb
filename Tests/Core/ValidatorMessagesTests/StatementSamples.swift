// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Identity
import Outpace
import Primitives
import ValidatorMessages

/// One statement of each kind, with every field set, and one with as little as may be.
enum StatementSamples {
    static let channel = ChannelID(Digest(words: (0x0500_0000_0000_0001, 2, 3, 4)))
    static let topic = "/outpace/1/5"
    static let signature = Bytes(repeating: 0xab, count: 65)
    static let root = Digest(words: (5, 6, 7, 8))
    static let lineage = Lineage(Digest(words: (21, 22, 23, 24)))
    static let key = EventKey(
        occurredAt: Timestamp(milliseconds: 1_700_000_000_123), id: eventIDs(1)[0])

    static func eventIDs(_ count: Int, from first: UInt64 = 0) -> [EventID] {
        (0..<UInt64(count)).map { EventID(Digest(words: (first + $0, 1, 1, 1))) }
    }

    static func address(_ number: UInt8) -> Address {
        guard let address = Address(bytes: Bytes(repeating: number, count: 20)) else {
            preconditionFailure("20 octets are an address")
        }
        return address
    }

    static func entries(_ count: Int) -> [Balances.Entry] {
        (0..<count).map { number in
            var octets = Bytes(repeating: 1, count: 18)
            octets += [UInt8(number >> 8), UInt8(number & 0xff)]
            return Balances.Entry(
                account: Address(bytes: octets) ?? address(1), amount: Amount(UInt64(number)))
        }
    }

    static func newState(
        extra: Int = 2, excluded: Int = 1, balances: [Balances.Entry]? = entries(3)
    ) -> NewState {
        NewState(
            channel: channel, sequence: 7, parent: root, parentLineage: lineage, cutoff: key,
            eventCount: 40, eventsRoot: root, extraIDs: eventIDs(extra),
            excludedIDs: eventIDs(excluded, from: 100_000), priceSequence: 3,
            balances: balances, stateRoot: root, stateSignature: signature, exhausted: true)
    }

    static let heartbeat = Heartbeat(
        timestamp: Timestamp(milliseconds: 1_700_000_000_000),
        addresses: [[4, 127, 0, 0, 1, 6, 0x1f, 0x90], [4, 10, 0, 0, 1, 6, 0, 80]],
        entries: [
            Heartbeat.Entry(
                channel: channel, lastApproved: lineage,
                pool: Heartbeat.PoolSummary(count: 9, fingerprint: root, watermark: key),
                online: ValidatorSet(bits: 0b101), lanes: ValidatorSet(bits: 0b100),
                adexSignature: signature),
            Heartbeat.Entry(
                channel: channel, lastApproved: nil,
                pool: Heartbeat.PoolSummary(count: 0, fingerprint: .zero, watermark: nil),
                online: .empty, lanes: .empty, adexSignature: nil),
        ])

    static let full: [Statement] = [
        .newState(newState()),
        .approveState(
            ApproveState(
                channel: channel, stateRoot: root, lineage: lineage, stateSignature: signature,
                isHealthy: true, healthPromilles: 998, exhausted: true)),
        .rejectState(
            RejectState(
                channel: channel, stateRoot: root, lineage: lineage, sequence: 7,
                reason: .missedEvents, accounts: [address(1), address(2)], eventIDs: eventIDs(3))),
        .heartbeat(heartbeat),
        .reportObservedEvents(
            ReportObservedEvents(
                channel: channel, observed: eventIDs(3), missing: eventIDs(2, from: 9),
                isCampaignUnhealthy: true, needMissedEvents: true)),
        .setImpressionPrice(
            SetImpressionPrice(
                channel: channel, sequence: 4, price: Amount(1_000_000_000_000),
                perPublisher: entries(2),
                effectiveFrom: Timestamp(milliseconds: 1_700_000_001_000))),
    ]

    static let bare: [Statement] = [
        .newState(
            NewState(
                channel: channel, sequence: 0, parent: nil, parentLineage: nil, cutoff: .lowest,
                eventCount: 0, eventsRoot: nil, extraIDs: [], excludedIDs: [], priceSequence: 0,
                balances: nil,
                stateRoot: .zero, stateSignature: signature, exhausted: false)),
        .newState(newState(extra: 0, excluded: 0, balances: [])),
        .approveState(
            ApproveState(
                channel: channel, stateRoot: .zero, lineage: Lineage(.zero),
                stateSignature: signature, isHealthy: false, healthPromilles: 0, exhausted: false)),
        .rejectState(
            RejectState(
                channel: channel, stateRoot: .zero, lineage: Lineage(.zero), sequence: 0,
                reason: .notLeader, accounts: [], eventIDs: [])),
        .heartbeat(Heartbeat(timestamp: Timestamp(milliseconds: 0), addresses: [], entries: [])),
        .reportObservedEvents(
            ReportObservedEvents(
                channel: channel, observed: [], missing: [], isCampaignUnhealthy: false,
                needMissedEvents: false)),
        .setImpressionPrice(
            SetImpressionPrice(
                channel: channel, sequence: 0, price: .zero, perPublisher: [],
                effectiveFrom: Timestamp(milliseconds: 0))),
    ]

    static func nodeKey(_ number: UInt8) throws -> NodeKey {
        NodeKey(try Secp256k1PrivateKey(bytes: Bytes(repeating: number, count: 32)))
    }

    static func content(
        user: Bytes? = nil, referrer: String = "https://example.org/a"
    ) -> EventRecord.Content {
        EventRecord.Content(
            channel: channel, type: .click, publisher: address(3), user: user, adUnit: "unit",
            adSlot: "slot", slotType: "legacy_300x250", referrer: referrer, country: "BG",
            operatingSystem: "Linux", browser: "Firefox",
            occurredAt: Timestamp(milliseconds: 1_700_000_000_000),
            nonce: Bytes(repeating: 9, count: 16))
    }
}
