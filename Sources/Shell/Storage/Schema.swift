// This source file is part of the Outpace project. License: see LICENSE.

import GRDB

/// The tables, and the numbers that tell our files from others.
enum Schema {
    /// "OTPC": SQLite's application_id of our files.
    static let applicationID: UInt32 = 0x4f54_5043
    /// The newest version of the tables that this program knows.
    static let version = 4
    /// The oldest one; in those before, states name no lineage.
    static let oldestVersion = 2

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("2") { db in
            for statement in tables + RecordTables.statements { try db.execute(sql: statement) }
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
        }
        migrator.registerMigration("3") { db in
            for statement in waitingEvents { try db.execute(sql: statement) }
        }
        migrator.registerMigration("4") { db in
            for statement in MissingRecordTable.creation { try db.execute(sql: statement) }
            try MissingRecordTable(db).fill()
            try db.execute(sql: "PRAGMA user_version = \(version)")
        }
        return migrator
    }

    /// Which events no state includes was a column of theirs: each was written again when a state did,
    /// and so was its place in an index by time and id.
    private static let waitingEvents = [
        """
        CREATE TABLE waiting_events (
            channel INTEGER NOT NULL REFERENCES channels,
            event INTEGER NOT NULL,
            PRIMARY KEY (channel, event)
        ) STRICT, WITHOUT ROWID
        """,
        """
        INSERT INTO waiting_events (channel, event)
        SELECT channel, number FROM events WHERE state IS NULL ORDER BY channel, number
        """,
        "DROP INDEX events_pending",
        "ALTER TABLE events DROP COLUMN state",
        "ALTER TABLE events DROP COLUMN occurred_at",
    ]

    /// Numbers that peers choose are 8 big-endian octets, which sort as the numbers do.
    private static let tables = [
        """
        CREATE TABLE node (
            number INTEGER PRIMARY KEY CHECK (number = 1),
            sequence_reserved BLOB NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE channels (
            number INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE,
            core BLOB NOT NULL,
            valid_until INTEGER NOT NULL,
            has_records INTEGER NOT NULL DEFAULT 1,
            is_live INTEGER NOT NULL DEFAULT 0,
            json BLOB NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE states (
            number INTEGER PRIMARY KEY,
            channel INTEGER NOT NULL REFERENCES channels,
            sequence BLOB NOT NULL,
            root BLOB NOT NULL,
            parent BLOB,
            event_count INTEGER NOT NULL,
            changes BLOB,
            step_ids BLOB NOT NULL,
            bundle BLOB NOT NULL,
            UNIQUE (channel, sequence)
        ) STRICT
        """,
        """
        CREATE TABLE balances (
            channel INTEGER NOT NULL REFERENCES channels,
            account BLOB NOT NULL,
            before_fees BLOB,
            after_fees BLOB,
            PRIMARY KEY (channel, account)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE events (
            number INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE,
            channel INTEGER NOT NULL REFERENCES channels,
            occurred_at INTEGER NOT NULL,
            is_observed INTEGER NOT NULL,
            state INTEGER,
            record BLOB NOT NULL
        ) STRICT
        """,
        """
        CREATE INDEX events_pending ON events (channel, occurred_at, id) WHERE state IS NULL
        """,
        """
        CREATE TABLE statements (
            cursor INTEGER PRIMARY KEY AUTOINCREMENT,
            channel INTEGER NOT NULL REFERENCES channels,
            author BLOB NOT NULL,
            sequence_number BLOB NOT NULL,
            kind INTEGER NOT NULL,
            received_at INTEGER NOT NULL,
            raw BLOB NOT NULL,
            UNIQUE (author, sequence_number)
        ) STRICT
        """,
        "CREATE INDEX statements_by_channel ON statements (channel)",
        """
        CREATE INDEX statements_by_kind
        ON statements (channel, kind, author, sequence_number)
        """,
        """
        CREATE TABLE signatures (
            channel INTEGER PRIMARY KEY REFERENCES channels,
            sequence BLOB NOT NULL,
            root BLOB NOT NULL,
            lineage BLOB NOT NULL,
            balances BLOB NOT NULL,
            changes BLOB NOT NULL,
            step_ids BLOB NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE evidence (
            number INTEGER PRIMARY KEY,
            channel INTEGER NOT NULL REFERENCES channels,
            rule TEXT NOT NULL,
            validator BLOB NOT NULL,
            statements BLOB NOT NULL,
            UNIQUE (channel, rule, validator)
        ) STRICT
        """,
    ]
}
