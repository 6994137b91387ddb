// This source file is part of the Outpace project. License: see LICENSE.

import GRDB

/// The ledger's file: a rollback journal rather than a WAL, for that is what processes that come
/// and go at once share without a first step of their own; commits are synced by default in this
/// mode.
enum LedgerFile {
    /// "OTPL": SQLite's application_id of a ledger.
    private static let applicationID = 0x4f54_504c
    private static let version = 1
    /// How long a call waits for other processes, in seconds; each holds the file for milliseconds.
    private static let busySeconds = 10.0

    static func open(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "ledger"
        configuration.busyMode = .timeout(busySeconds)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.writeWithoutTransaction { database in
            try database.inTransaction(.immediate) {
                try prepare(database, path: path)
                return .commit
            }
        }
        return queue
    }

    private static func prepare(_ database: Database, path: String) throws {
        let identity = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        if identity == 0, tables == 0 { return try make(database) }
        guard identity == applicationID else {
            throw ChainError(
                .notLedger,
                "\(path) is a database of another program; give the path of a ledger, "
                    + "or of no file")
        }
        let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard found == version else {
            throw ChainError(
                .notLedger,
                "the ledger \(path) has format \(found); this program knows format "
                    + "\(version)")
        }
    }

    private static func make(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE channels (
                    id BLOB PRIMARY KEY,
                    state TEXT NOT NULL,
                    json BLOB NOT NULL
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE changes (
                    number INTEGER PRIMARY KEY AUTOINCREMENT,
                    channel BLOB NOT NULL,
                    state TEXT NOT NULL
                ) STRICT;
                PRAGMA application_id = \(applicationID);
                PRAGMA user_version = \(version);
                """)
    }
}
