// This source file is part of the Outpace project. License: see LICENSE.

import DirectLane
import GRDB
import Outpace
import Primitives
import Validator
import ValidatorMessages

extension RecordJournal {
    /// Stores records of events that a state included before they came, and notes anew whose the
    /// state's events are and what they paid.
    ///
    /// Records of which the state lacks none are passed over, and so is a state that went, or whose
    /// records are not looked for any more.
    func recover(_ records: [EventRecord], sequence: UInt64, of channel: Int64) throws {
        let table = MissingRecordTable(database)
        guard let missing = try table.find(sequence, of: channel) else { return }
        let wanted = Set(missing.ids)
        var taken: Set<EventID> = []
        for record in records where wanted.contains(record.id) {
            taken.insert(record.id)
            try run(
                """
                INSERT INTO events (id, channel, is_observed, record) VALUES (?, ?, 0, ?)
                ON CONFLICT (id) DO NOTHING
                """,
                [Columns.blob(record.id.bytes), channel, Columns.blob(record.bytes)])
        }
        guard !taken.isEmpty else { return }
        try noteAnew(missing.state, of: channel)
        try table.set(missing.ids.filter { !taken.contains($0) }, of: missing.state)
    }

    private func noteAnew(_ state: Int64, of channel: Int64) throws {
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT s.bundle, a.sums FROM states s JOIN aggregates a ON a.state = s.number
                    WHERE s.number = ?
                    """), arguments: [state])
        guard let row else { return }
        let bundle = try Bundles.decode(row.bytes(0))
        guard case .newState(let said) = try Queries.statement(bundle.newState).statement else {
            throw StorageError.damaged("approved state")
        }
        let step = Step(
            ids: bundle.stepIDs, payouts: bundle.payouts, cutoff: said.cutoff.occurredAt)
        let stored = try step.ids.map { try find($0) }
        let shares = try shares(of: step, stored, in: channel)
        let sums = shares.sums
        let counts = EventCounts(database)
        try counts.subtract(Columns.sums(row.bytes(1)), of: channel)
        try counts.add(sums, of: channel)
        try run(
            "UPDATE aggregates SET sums = ?, amounts = ? WHERE state = ?",
            [Columns.blob(sums), Columns.blob(shares.amounts), state])
        try writeAccounts(of: stored.compactMap { $0 }, state: state, channel: channel)
    }
}
