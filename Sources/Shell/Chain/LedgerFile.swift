// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Foundation
import GRDB
import NodeCore
import Outpace
import Primitives

/// The ledger's file: a rollback journal rather than a WAL, for that is what processes that come
/// and go at once share without a first step of their own; commits are synced by default in this
/// mode.
enum LedgerFile {
    /// "OTPL": SQLite's application_id of a ledger.
    private static let applicationID = 0x4f54_504c
    /// Format 1 had no withdrawals.
    private static let version = 2
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

    /// Makes the tables, or brings those of an older format up to date; all or nothing.
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
        guard (1...version).contains(found) else {
            throw ChainError(
                .notLedger,
                "the ledger \(path) has format \(found); this program knows formats 1 to "
                    + "\(version), so use the version of it that wrote the file, or a newer one")
        }
        if found == 1 { try migrate(database) }
    }

    private static func make(_ database: Database) throws {
        try database.execute(
            sql: """
                \(channelsTable)
                CREATE TABLE changes (
                    number INTEGER PRIMARY KEY AUTOINCREMENT,
                    channel BLOB NOT NULL,
                    state TEXT NOT NULL
                ) STRICT;
                PRAGMA application_id = \(applicationID);
                """)
        try addSettlement(database)
    }

    /// From format 1: each channel gets the columns of its funds, of which nothing was withdrawn.
    private static func migrate(_ database: Database) throws {
        try database.execute(
            sql: "ALTER TABLE channels RENAME TO channels_1; \(channelsTable)")
        let rows = try Row.fetchAll(database, sql: "SELECT id, state, json FROM channels_1")
        for row in rows {
            let id = ChannelID(try row.digest("id"))
            // Format 1 was only ever written for the contract on the main network.
            let core = PaymentChannel.mainnetCore
            guard let channel = try? PaymentChannel.parse(row.bytes("json"), core: core),
                channel.id == id
            else {
                throw ChainError(
                    .damaged, "the ledger's description of channel \(id) does not hash to its id")
            }
            try database.execute(
                sql: """
                    INSERT INTO channels (id, state, json, core, deposit, withdrawn)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    Data(id.bytes), try row.state().rawValue, Data(channel.json),
                    Data(core.bytes), Data(channel.deposit.bigEndianBytes),
                    Data(Amount.zero.bigEndianBytes),
                ])
        }
        try database.execute(sql: "DROP TABLE channels_1")
        try addSettlement(database)
    }

    /// What an older program cannot write is NOT NULL and without a default: one that still has the
    /// file open fails rather than leave funds unrecorded.
    private static let channelsTable = """
        CREATE TABLE channels (
            id BLOB PRIMARY KEY,
            state TEXT NOT NULL,
            json BLOB NOT NULL,
            core BLOB NOT NULL,
            deposit BLOB NOT NULL,
            withdrawn BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    /// What format 2 added; amounts are 32 octets, big-endian.
    private static func addSettlement(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE ledger (identity BLOB NOT NULL) STRICT;
                CREATE TABLE accounts (
                    channel BLOB NOT NULL,
                    account BLOB NOT NULL,
                    withdrawn BLOB NOT NULL,
                    PRIMARY KEY (channel, account)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE calls (
                    number INTEGER PRIMARY KEY AUTOINCREMENT,
                    function TEXT NOT NULL,
                    channel BLOB NOT NULL,
                    balance_root BLOB,
                    amount BLOB,
                    caller BLOB NOT NULL,
                    signature BLOB NOT NULL,
                    paid BLOB NOT NULL,
                    seconds INTEGER NOT NULL
                ) STRICT;
                CREATE INDEX calls_of_channel ON calls (channel, number);
                PRAGMA user_version = \(version);
                """)
        try database.execute(
            sql: "INSERT INTO ledger (identity) VALUES (?)",
            arguments: [Data(SecureRandom.bytes(Digest.byteCount))])
    }
}
