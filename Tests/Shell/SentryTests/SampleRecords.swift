// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import NodeCore
import Outpace
import Primitives
import Testing
import Validator
import ValidatorMessages

@testable import Sentry

/// Stored events as the gateway of the tests hands them out, and what it was asked.
struct SampleRecords: Sendable {
    var included: [(account: Bytes, event: IncludedEvent)] = []
    var aggregates: [EventAggregate] = []
    /// What is answered to any question about counts; nil for one that is too large.
    var counts: [SpanCount]? = []
    var askedCounts: [CountQuery] = []
}

/// A gateway of tests that are about something else stores no events.
extension RecordGateway {
    func includedEvents(of channel: ChannelID, query: EventQuery) -> EventPage {
        EventPage(events: [], isLast: true)
    }

    func statements(of channel: ChannelID, sequence: UInt64) -> StateStatements? { nil }

    func aggregates(of channel: ChannelID, after: Timestamp?, limit: Int) -> [EventAggregate] {
        []
    }

    func counts(_ query: CountQuery) -> [SpanCount]? { [] }
}

extension SampleGateway {
    func includedEvents(of channel: ChannelID, query: EventQuery) -> EventPage {
        let after = query.after ?? EventPlace(state: -1, event: -1)
        let found = records.included.filter { $0.account == query.account }.map(\.event)
            .filter { ($0.place.state, $0.place.event) > (after.state, after.event) }
        let shown = Array(found.prefix(query.limit))
        return EventPage(events: shown, isLast: shown.count < query.limit)
    }

    func statements(of channel: ChannelID, sequence: UInt64) -> StateStatements? {
        guard let state = view(of: channel)?.validator.approved,
            state.newState.sequence == sequence
        else { return nil }
        return StateStatements(
            proposal: state.proposal, approvals: state.approvals.compactMap { $0 })
    }

    func aggregates(of channel: ChannelID, after: Timestamp?, limit: Int) -> [EventAggregate] {
        let found = records.aggregates.filter { aggregate in
            after.map { aggregate.created > $0 } ?? true
        }
        return Array(found.prefix(limit))
    }

    func counts(_ query: CountQuery) -> [SpanCount]? {
        records.askedCounts.append(query)
        return records.counts
    }
}

extension Sample {
    static func event(
        _ number: UInt8, user: Bytes?, publisher: Address? = nil, type: EventType = .impression
    ) throws -> EventRecord {
        try EventRecord(
            making: EventRecord.Content(
                channel: try channel().id, type: type,
                publisher: try publisher ?? #require(Address(hex: Sample.publisher)), user: user,
                adUnit: "unit", adSlot: "", slotType: "", referrer: "", country: "",
                operatingSystem: "", browser: "", occurredAt: now,
                nonce: Bytes(repeating: number, count: 16)),
            userSignature: nil)
    }

    /// Events as one state includes them.
    static func included(
        _ records: [EventRecord], state: Int64 = 1, amount: Amount? = Amount(7)
    ) throws -> [IncludedEvent] {
        let tree = try #require(MerkleTree(leaves: records.map(\.id.digest)))
        return try records.enumerated().map { index, record in
            IncludedEvent(
                place: EventPlace(state: state, event: Int64(index)), id: record.id,
                record: record.bytes, amount: amount,
                state: IncludingState(
                    sequence: UInt64(state), root: .zero, eventsRoot: tree.root),
                proof: try #require(tree.proof(for: record.id.digest)))
        }
    }
}
