// This source file is part of the Outpace project. License: see LICENSE.

import GRDB
import NodeCore
import Outpace
import Primitives

/// Finds the included events of an account, and proves that they are included.
struct EventQueries {
    private struct Found {
        let place: EventPlace
        let id: EventID
        let record: Bytes
    }

    let database: Database
    let limits: StorageLimits

    init(_ database: Database, limits: StorageLimits) {
        self.database = database
        self.limits = limits
    }

    /// A page of events.
    ///
    /// - Complexity: a look-up for each event, and the hashes of at most `idsPerPageLimit` ids, of one
    ///   state at least; a page that would need more ends early.
    func page(of channel: ChannelID, query: EventQuery) throws -> EventPage {
        let found = try events(of: channel, query: query)
        let unrecorded = try MissingRecordTable(database).count(of: channel)
        var proved: [IncludedEvent] = []
        var hashed = 0
        var next = found.startIndex
        while next < found.endIndex {
            let state = found[next].place.state
            let end = found[next...].firstIndex { $0.place.state != state } ?? found.endIndex
            let count = try prove(found[next..<end], of: state, isFirst: next == 0, &hashed) {
                proved.append($0)
            }
            guard count else {
                return EventPage(events: proved, isLast: false, unrecordedCount: unrecorded)
            }
            next = end
        }
        return EventPage(
            events: proved, isLast: found.count < query.limit, unrecordedCount: unrecorded)
    }

    private func events(of channel: ChannelID, query: EventQuery) throws -> [Found] {
        let after = query.after ?? EventPlace(state: -1, event: -1)
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT state, events FROM event_accounts
                WHERE channel = (SELECT number FROM channels WHERE id = ?) AND account = ?
                AND state >= ? ORDER BY state
                """,
            arguments: [Columns.blob(channel.bytes), Columns.blob(query.account), after.state])
        var found: [Found] = []
        while found.count < query.limit, let row = try rows.next() {
            let state: Int64 = row[0]
            for number in try Columns.numbers(row.bytes(1)) where found.count < query.limit {
                if state == after.state, number <= after.event { continue }
                if let event = try event(number, of: state) { found.append(event) }
            }
        }
        return found
    }

    /// An event whose record is still here.
    private func event(_ number: Int64, of state: Int64) throws -> Found? {
        let row = try Row.fetchOne(
            database.cachedStatement(sql: "SELECT id, record FROM events WHERE number = ?"),
            arguments: [number])
        guard let row else { return nil }
        return Found(
            place: EventPlace(state: state, event: number),
            id: EventID(try row.digest(0, "event")), record: try row.bytes(1))
    }

    /// Proves the events of one state; false when that would hash too many ids for this page.
    private func prove(
        _ events: ArraySlice<Found>, of state: Int64, isFirst: Bool, _ hashed: inout Int,
        _ take: (IncludedEvent) -> Void
    ) throws -> Bool {
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT s.sequence, s.root, s.step_ids, a.amounts
                    FROM states s LEFT JOIN aggregates a ON a.state = s.number WHERE s.number = ?
                    """), arguments: [state])
        guard let row else { throw StorageError.damaged("event") }
        let name = "approved state"
        let ids = try Columns.ids(row.bytes(2), name)
        hashed += ids.count
        guard isFirst || hashed <= limits.idsPerPageLimit else { return false }
        guard let tree = MerkleTree(leaves: ids.map(\.digest)) else {
            throw StorageError.damaged(name)
        }
        let including = IncludingState(
            sequence: try row.unsigned(0, name), root: try row.digest(1, name),
            eventsRoot: tree.root)
        let amounts = try row.bytesIfPresent(3).map { try Columns.amounts($0) } ?? []
        let places = Dictionary(
            ids.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { $1 })
        for event in events {
            guard let proof = tree.proof(for: event.id.digest), let place = places[event.id] else {
                throw StorageError.damaged("event")
            }
            take(
                IncludedEvent(
                    place: event.place, id: event.id, record: event.record,
                    amount: amounts.indices.contains(place) ? amounts[place] : nil,
                    state: including, proof: proof))
        }
        return true
    }
}
