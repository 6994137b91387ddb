// This source file is part of the Outpace project. License: see LICENSE.

import APIClient
import Cryptography
import Identity
import NodeCore
import Outpace
import Primitives
import Storage
import Validator
import ValidatorMessages

/// The events of one channel in one year, as a node's database holds them.
struct EventYear {
    /// Events of one approved state.
    static let eventsPerState = 4_000
    static let publisherCount: UInt64 = 100

    /// All events together.
    let eventCount: Int
    let channel: PaymentChannel

    private let key: NodeKey
    private let start: Timestamp
    private let userCount: UInt64
    private static let yearMillis: UInt64 = 365 * 86_400_000

    /// A user has made five of the events on average.
    init(eventCount: Int) throws {
        self.eventCount = eventCount
        userCount = UInt64(max(1, eventCount / 5))
        key = NodeKey(Secp256k1PrivateKey.generate())
        start = NodeDatabase.systemClock()
        let api = try HTTPOrigin("http://127.0.0.1:1")
        let other = NodeKey(Secp256k1PrivateKey.generate())
        channel = try TestnetChannel(
            number: 0, validators: [key.address, other.address], apis: [api, api],
            creator: key.address
        ).make(at: start)
    }

    /// The first whole hour of the year, counted from 1970.
    var firstHour: UInt64 { start.milliseconds / 3_600_000 }

    /// Writes all of it: each state's events as they come in, then the state's approval.
    ///
    /// - Returns: how long the events and the approvals took.
    func write(to database: NodeDatabase) async throws -> (events: Duration, approvals: Duration) {
        let clock = ContinuousClock()
        var generator = SeededGenerator(seed: 1)
        var (events, approvals) = (Duration.zero, Duration.zero)
        try await database.append([.channelAdded(channel)])
        for state in 0..<eventCount / Self.eventsPerState {
            let records = try (0..<Self.eventsPerState).map { _ in
                try event(in: state, using: &generator)
            }
            events += try await clock.measure {
                try await database.append(
                    records.map { .channel(channel.id, .event($0, isObserved: true)) })
            }
            let approval = approval(of: records.sorted { $0.key < $1.key }, state)
            approvals += try await clock.measure {
                try await database.append([.channel(channel.id, .approved(approval))])
            }
        }
        return (events, approvals)
    }

    func user(_ number: UInt64) -> Bytes { account(0x11, number % userCount) }

    func publisher(_ number: UInt64) -> Address {
        guard let address = Address(bytes: account(0x22, number % Self.publisherCount)) else {
            preconditionFailure("20 octets")
        }
        return address
    }

    /// As with hashes, accounts of neighbouring numbers lie far apart.
    private func account(_ kind: UInt8, _ number: UInt64) -> Bytes {
        var bytes: Bytes = []
        (number &* 0x9e37_79b9_7f4a_7c15).appendBigEndian(to: &bytes)
        return bytes + Bytes(repeating: kind, count: Address.byteCount - bytes.count)
    }

    private func event(
        in state: Int, using generator: inout SeededGenerator
    ) throws -> EventRecord {
        let span = Self.yearMillis * UInt64(Self.eventsPerState) / UInt64(eventCount)
        let time = start.adding(milliseconds: UInt64(state) * span + generator.next() % span)
        var nonce: Bytes = []
        for _ in 0..<2 { generator.next().appendBigEndian(to: &nonce) }
        return try EventRecord(
            making: EventRecord.Content(
                channel: channel.id, type: .impression, publisher: publisher(generator.next()),
                user: user(generator.next()), adUnit: "unit", adSlot: "slot",
                slotType: "legacy_300x250", referrer: "https://publisher.example/a/page",
                country: "BG", operatingSystem: "Linux", browser: "Firefox", occurredAt: time,
                nonce: nonce), userSignature: nil)
    }

    private func approval(of records: [EventRecord], _ state: Int) -> ApprovedRecord {
        guard let last = records.last else { preconditionFailure("a state has events") }
        let ids = records.map(\.id)
        let root = Keccak256.hash(Bytes("\(state)".utf8))
        let newState = NewState(
            channel: channel.id, sequence: UInt64(state + 1), parent: nil, parentLineage: nil,
            cutoff: last.key, eventCount: UInt64(records.count), eventsRoot: root, extraIDs: [],
            excludedIDs: [], priceSequence: 0, balances: [], stateRoot: root,
            stateSignature: Bytes(repeating: 1, count: 65), exhausted: false)
        let proposal = SignedStatement.signed(
            .newState(newState), by: key, sequenceNumber: UInt64(state + 1),
            topic: ShardTopic.name(of: channel.id))
        return ApprovedRecord(
            state: ApprovedState(
                proposal: proposal, newState: newState, balances: Balances(),
                beforeFees: Balances(), paid: .zero,
                eventCount: UInt64((state + 1) * records.count), stepIDs: ids,
                payouts: records.map {
                    Balances.Entry(account: $0.publisher, amount: Amount(1_000))
                }, changes: [], approvals: []), changes: [])
    }
}
