// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Foundation
import GRDB
import NodeCore
import Outpace
import Primitives
import Testing
import Validator
import ValidatorMessages

@testable import Storage

/// How many events the measurement makes; 0 leaves it out.
private let scale = ProcessInfo.processInfo.environment["OUTPACE_SCALE"].flatMap { Int($0) } ?? 0

/// What questions cost on a large channel; run with `OUTPACE_SCALE=1000000`, the number of events.
struct RecordScaleTests {
    private static let eventsPerState = 4_000
    private static let userCount: UInt64 = 200_000
    private static let publisherCount: UInt64 = 100
    /// The events are spread over a year.
    private static let yearMillis: UInt64 = 365 * 86_400_000

    @Test(.enabled(if: scale > 0, "OUTPACE_SCALE is not set"))
    func `questions cost the same however many events there are`() async throws {
        let folder = try TemporaryFolder()
        let channel = try Sample.channel()
        let database = try await Sample.database(in: folder, holding: channel)
        let clock = ContinuousClock()
        var generator = SeededGenerator(seed: 1)
        var (written, approved) = (Duration.zero, Duration.zero)
        for state in 0..<scale / Self.eventsPerState {
            let records = try (0..<Self.eventsPerState).map { _ in
                try Self.event(of: channel, state: state, using: &generator)
            }
            written += try await clock.measure {
                try await database.append(
                    records.map { .event($0, isObserved: true) }, of: channel.id)
            }
            let record = try Self.approved(records, state: state, of: channel)
            approved += try await clock.measure {
                try await database.append([.approved(record)], of: channel.id)
            }
            if state.isMultiple(of: 50) {
                print("state \(state): events written in \(written), approved in \(approved)")
            }
        }
        let size = try FileManager.default.attributesOfItem(atPath: folder.file())[.size] ?? 0
        print("\(scale) events: written \(written), approved \(approved), \(size) octets")
        try await ask(database, channel.id)
    }

    private func ask(_ database: NodeDatabase, _ channel: ChannelID) async throws {
        let clock = ContinuousClock()
        let user = try Self.account(0x11, 7)
        let publisher = try Self.account(0x22, 7)
        var page = EventPage(events: [], isLast: false)
        for (name, account, limit) in [
            ("a user's events", user, 100), ("a publisher's first 100", publisher, 100),
            ("a publisher's first 1000", publisher, 1_000),
        ] {
            let time = try await clock.measure {
                page = try await database.includedEvents(
                    of: channel, query: EventQuery(account: account.bytes, limit: limit))
            }
            print("\(name): \(page.events.count) in \(time)")
            #expect(!page.events.isEmpty)
        }
        let time = try await clock.measure {
            page = try await database.includedEvents(
                of: channel,
                query: EventQuery(
                    account: publisher.bytes, after: EventPlace(state: 200, event: 0), limit: 100))
        }
        print("a publisher's page further on: \(page.events.count) in \(time)")
        let aggregates = try await clock.measure {
            let found = try await database.aggregates(of: channel, after: nil, limit: 100)
            #expect(!found.isEmpty)
        }
        print("a page of aggregates: \(aggregates)")
        let start = Sample.start.milliseconds / 86_400_000 * 24
        for (name, publisher, step, count) in [
            ("a year by days", nil, 24, 366), ("a month by hours", nil, 1, 744),
            ("a publisher's month by hours", publisher, 1, 744),
        ] as [(String, Address?, UInt64, UInt64)] {
            let query = CountQuery(
                channels: [channel], publisher: publisher, type: .impression,
                bounds: (0...count).map { start + $0 * step }, isByChannel: false)
            let time = try await clock.measure { _ = try await database.counts(query) }
            print("\(name): \(time)")
        }
    }

    private static func account(_ kind: UInt8, _ number: UInt64) throws -> Address {
        var bytes = Bytes(repeating: kind, count: 12)
        // As hashes do, neighbours lie far apart.
        (number &* 0x9e37_79b9_7f4a_7c15).appendBigEndian(to: &bytes)
        bytes = Bytes(bytes.suffix(8)) + bytes.prefix(12)
        return try #require(Address(bytes: bytes))
    }

    private static func event(
        of channel: PaymentChannel, state: Int, using generator: inout SeededGenerator
    ) throws -> EventRecord {
        let pause = yearMillis * UInt64(eventsPerState) / UInt64(scale)
        let time = Sample.start.adding(
            milliseconds: UInt64(state) * pause + generator.next() % pause)
        return try EventRecord(
            making: EventRecord.Content(
                channel: channel.id, type: .impression,
                publisher: account(0x22, generator.next() % publisherCount),
                user: account(0x11, generator.next() % userCount).bytes,
                adUnit: "unit", adSlot: "slot", slotType: "legacy_300x250",
                referrer: "https://publisher.example/a/page", country: "BG",
                operatingSystem: "Linux", browser: "Firefox", occurredAt: time,
                nonce: Bytes((0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) })),
            userSignature: nil)
    }

    private static func approved(
        _ records: [EventRecord], state: Int, of channel: PaymentChannel
    ) throws -> ApprovedRecord {
        let records = records.sorted { $0.key < $1.key }
        let root = Keccak256.hash(Bytes("\(state)".utf8))
        let newState = NewState(
            channel: channel.id, sequence: UInt64(state + 1), parent: nil, parentLineage: nil,
            cutoff: try #require(records.last).key, eventCount: UInt64(records.count),
            eventsRoot: root, extraIDs: [], excludedIDs: [], priceSequence: 0, balances: [],
            stateRoot: root, stateSignature: Bytes(repeating: 1, count: 65), exhausted: false)
        let proposal = try Sample.signed(.newState(newState), by: 1, number: UInt64(state + 1))
        return ApprovedRecord(
            state: ApprovedState(
                proposal: proposal, newState: newState, balances: Balances(),
                beforeFees: Balances(), paid: .zero, eventCount: 0, stepIDs: records.map(\.id),
                payouts: records.map {
                    Balances.Entry(account: $0.publisher, amount: Amount(1_000))
                }, changes: [], approvals: []), changes: [])
    }
}
