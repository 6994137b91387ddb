// This source file is part of the Outpace project. License: see LICENSE.

import GRDB
import NodeCore
import Outpace
import Primitives
import ValidatorMessages
import Wire

/// Writes which state includes which events, whose they are and what they paid; inside the
/// transaction that records the state.
struct RecordJournal {
    /// What an approved state adds.
    struct Step {
        let ids: [EventID]
        let payouts: [Balances.Entry]
        let cutoff: Timestamp
    }

    /// A record that is stored.
    struct Stored {
        let number: Int64
        let content: EventRecord.Content

        /// Whose the event is: its user's, and its publisher's.
        var accounts: [Bytes] {
            let publisher = content.publisher.bytes
            return content.user.map { $0 == publisher ? [$0] : [publisher, $0] } ?? [publisher]
        }
    }

    let database: Database
    let rules: PaymentRules

    init(_ database: Database, rules: PaymentRules) {
        self.database = database
        self.rules = rules
    }

    /// Notes the events of a state that was just stored.
    func include(
        _ step: Step, as state: Int64, of channel: Int64, at now: Timestamp
    ) throws {
        let stored = try step.ids.map { id in
            let stored = try find(id)
            if let stored { try leave(stored.number, of: channel) }
            return stored
        }
        let shares = try shares(of: step, stored, in: channel)
        let sums = shares.sums
        try run(
            """
            INSERT INTO aggregates (state, channel, created, sums, amounts) VALUES (
                ?1, ?2,
                max(?3, 1 + (SELECT coalesce(max(created), -1) FROM aggregates WHERE channel = ?2)),
                ?4, ?5)
            """,
            [
                state, channel, Int64(clamping: now.milliseconds), Columns.blob(sums),
                Columns.blob(shares.amounts),
            ])
        try writeAccounts(of: stored.compactMap { $0 }, state: state, channel: channel)
        try EventCounts(database).add(sums, of: channel)
        let missing = zip(step.ids, stored).filter { $1 == nil }.map(\.0)
        guard !missing.isEmpty else { return }
        try MissingRecordTable(database).set(missing, of: state)
        try run(
            "UPDATE channels SET has_records = 1 WHERE number = ? AND has_records = 0", [channel])
    }

    /// What each event of a state paid.
    func shares(of step: Step, _ stored: [Stored?], in channel: Int64) throws -> StepShares {
        StepShares(
            events: stored.map { $0.map { StepShares.Event($0.content) } },
            payouts: step.payouts, rule: try rule(of: channel),
            hour: StepShares.Event.hour(of: step.cutoff))
    }

    /// Takes back what was noted of a state.
    func exclude(_ ids: [EventID], of state: Int64, channel: Int64) throws {
        try MissingRecordTable(database).remove(state)
        var accounts: Set<Bytes> = []
        for id in ids {
            guard let stored = try find(id) else { continue }
            accounts.formUnion(stored.accounts)
            try run(
                "INSERT OR IGNORE INTO waiting_events (channel, event) VALUES (?, ?)",
                [channel, stored.number])
        }
        for account in accounts {
            try run(
                "DELETE FROM event_accounts WHERE channel = ? AND account = ? AND state = ?",
                [channel, Columns.blob(account), state])
        }
        let row = try Row.fetchOne(
            database.cachedStatement(sql: "SELECT sums FROM aggregates WHERE state = ?"),
            arguments: [state])
        guard let row else { return }
        try EventCounts(database).subtract(Columns.sums(row.bytes(0)), of: channel)
        try run("DELETE FROM aggregates WHERE state = ?", [state])
    }

    /// Deletes an event that no state includes; one that a state does stays.
    func drop(_ id: EventID, of channel: Int64) throws {
        guard let stored = try find(id) else { return }
        try leave(stored.number, of: channel)
        guard database.changesCount > 0 else { return }
        try run("DELETE FROM events WHERE number = ?", [stored.number])
    }

    /// An event waits no longer.
    private func leave(_ number: Int64, of channel: Int64) throws {
        try run("DELETE FROM waiting_events WHERE channel = ? AND event = ?", [channel, number])
    }

    func find(_ id: EventID) throws -> Stored? {
        let row = try Row.fetchOne(
            database.cachedStatement(sql: "SELECT number, record FROM events WHERE id = ?"),
            arguments: [Columns.blob(id.bytes)])
        guard let row else { return nil }
        do {
            return Stored(number: row[0], content: try EventRecord.content(of: row.bytes(1)))
        } catch let error as WireError {
            throw StorageError.damaged("event", cause: "\(error)")
        }
    }

    /// Writes whose all known events of a state are; in the order of the index, so that neighbours are written together.
    func writeAccounts(of stored: [Stored], state: Int64, channel: Int64) throws {
        var numbers: [Bytes: [Int64]] = [:]
        for event in stored {
            for account in event.accounts { numbers[account, default: []].append(event.number) }
        }
        for (account, numbers) in numbers.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            try run(
                """
                INSERT OR REPLACE INTO event_accounts (channel, account, state, events)
                VALUES (?, ?, ?, ?)
                """,
                [channel, Columns.blob(account), state, Columns.blob(numbers.sorted())])
        }
    }

    private func rule(of channel: Int64) throws -> PaymentRule {
        try rules.rule(of: channel) {
            let row = try Row.fetchOne(
                database, sql: "SELECT json, core FROM channels WHERE number = ?",
                arguments: [channel])
            guard let row else { throw StorageError.damaged("channel") }
            return PaymentRule(
                try Queries.channel(row.bytes(0), core: row.address(1, "channel")))
        }
    }

    func run(_ sql: String, _ arguments: StatementArguments) throws {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
    }
}
