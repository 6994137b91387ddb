// This source file is part of the Outpace project. License: see LICENSE.

import GRDB
import NodeCore
import Primitives

/// Which included events lack their records: a row for each state that includes some.
struct MissingRecordTable {
    static let creation = [
        """
        CREATE TABLE missing_records (
            state INTEGER PRIMARY KEY REFERENCES states,
            channel INTEGER NOT NULL REFERENCES channels,
            sequence BLOB NOT NULL,
            count INTEGER NOT NULL,
            ids BLOB NOT NULL,
            UNIQUE (channel, sequence)
        ) STRICT
        """,
        "CREATE INDEX missing_record_counts ON missing_records (channel, count)",
    ]
    private static let name = "missing record"

    private let database: Database

    init(_ database: Database) { self.database = database }

    /// Notes what of a state is missing now; nothing is when there are no ids. They are in key order.
    func set(_ ids: [EventID], of state: Int64) throws {
        guard !ids.isEmpty else { return try remove(state) }
        try run(
            """
            INSERT OR REPLACE INTO missing_records (state, channel, sequence, count, ids)
            SELECT number, channel, sequence, ?2, ?3 FROM states WHERE number = ?1
            """, [state, ids.count, Columns.blob(ids)])
    }

    /// Nothing is missing of a state, or it goes.
    func remove(_ state: Int64) throws {
        try run("DELETE FROM missing_records WHERE state = ?", [state])
    }

    /// Nothing is looked for any more in some states of a channel; says in how many.
    func prune(_ channel: Int64, limit: Int) throws -> Int {
        try run(
            """
            DELETE FROM missing_records WHERE state IN (
                SELECT state FROM missing_records WHERE channel = ? LIMIT ?)
            """, [channel, limit])
        return database.changesCount
    }

    /// What of the state with a sequence is missing; nil when nothing is.
    func find(_ sequence: UInt64, of channel: Int64) throws -> (state: Int64, ids: [EventID])? {
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: "SELECT state, ids FROM missing_records WHERE channel = ? AND sequence = ?"),
            arguments: [channel, Columns.blob(sequence)])
        return try row.map { ($0[0], try Columns.ids($0.bytes(1), Self.name)) }
    }

    /// The first ids from a place on.
    func read(
        of id: ChannelID, from first: MissingPlace, limit: Int
    ) throws -> MissingRecords {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT sequence, ids FROM missing_records
                WHERE channel = (SELECT number FROM channels WHERE id = ?) AND sequence >= ?
                ORDER BY sequence
                """, arguments: [Columns.blob(id.bytes), Columns.blob(first.sequence)])
        return try MissingRecords.gathered(of: id, from: first, limit: limit) {
            guard let row = try rows.next() else { return nil }
            return (try row.unsigned(0, Self.name), try Columns.ids(row.bytes(1), Self.name))
        }
    }

    /// How many included events of a channel lack their records.
    ///
    /// - Complexity: reads a number for each state that includes one.
    func count(of id: ChannelID) throws -> UInt64 {
        let sum = try Int64.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT sum(count) FROM missing_records
                    WHERE channel = (SELECT number FROM channels WHERE id = ?)
                    """), arguments: [Columns.blob(id.bytes)])
        return UInt64(clamping: sum ?? 0)
    }

    /// Whether a channel lacks a record.
    func isNeeded(by channel: Int64) throws -> Bool {
        try Bool.fetchOne(
            database, sql: "SELECT EXISTS (SELECT 1 FROM missing_records WHERE channel = ?)",
            arguments: [channel]) ?? false
    }

    /// Notes what is missing in a file that was written before this table was.
    func fill() throws {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT states.number, step_ids FROM states
                JOIN channels ON channels.number = states.channel WHERE has_records = 1
                """)
        while let row = try rows.next() {
            let missing = try Columns.ids(row.bytes(1), "approved state").filter { id in
                try Int64.fetchOne(
                    database.cachedStatement(sql: "SELECT number FROM events WHERE id = ?"),
                    arguments: [Columns.blob(id.bytes)]) == nil
            }
            try set(missing, of: row[0])
        }
    }

    private func run(_ sql: String, _ arguments: StatementArguments) throws {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
    }
}
