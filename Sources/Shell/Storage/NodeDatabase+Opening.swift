// This source file is part of the Outpace project. License: see LICENSE.

import Foundation
import GRDB
package import Primitives

extension NodeDatabase {
    /// Makes an empty database and opens it; refuses a path where a file is.
    ///
    /// The file appears under its name only when it is complete, readable by its owner alone.
    package static func create(
        at path: String, limits: StorageLimits = StorageLimits(),
        clock: @escaping @Sendable () -> Timestamp = systemClock
    ) throws(StorageError) -> NodeDatabase {
        // A log without its database would be replayed into the new one.
        for name in [path, path + "-wal", path + "-journal"] where DatabaseFile.exists(name) {
            throw StorageError(
                .exists, "\(name) exists already; remove it first if its records may be lost")
        }
        let draft = path + ".new"
        try DatabaseFile.prepareDraft(draft)
        do {
            let pool = try connect(draft, limits: limits)
            try Schema.migrator.migrate(pool)
            try pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            try pool.close()
        } catch {
            throw StorageError(error, path: draft)
        }
        try DatabaseFile.publish(draft, as: path)
        return try open(at: path, limits: limits, clock: clock)
    }

    /// Opens a database, after proving that it is ours, whole and not from a newer version.
    ///
    /// Nothing is written before that is proved.
    package static func open(
        at path: String, limits: StorageLimits = StorageLimits(),
        clock: @escaping @Sendable () -> Timestamp = systemClock
    ) throws(StorageError) -> NodeDatabase {
        try DatabaseFile.check(path)
        do {
            try prove(path)
            let pool = try connect(path, limits: limits)
            try Schema.migrator.migrate(pool)
            try pool.writeWithoutTransaction { try makeDurable($0) }
            return NodeDatabase(path: path, pool: pool, limits: limits, clock: clock)
        } catch {
            throw StorageError(error, path: path)
        }
    }

    /// The wall clock.
    package static let systemClock: @Sendable () -> Timestamp = {
        Timestamp(milliseconds: UInt64(max(0, Date().timeIntervalSince1970 * 1_000)))
    }

    private static func connect(_ path: String, limits: StorageLimits) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.label = "storage"
        configuration.maximumReaderCount = limits.readerLimit
        configuration.busyMode = .timeout(limits.busySeconds)
        // Of readers, who look at a few pages at a time; the writer sets its own.
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cache_size = -1024") }
        return try DatabasePool(path: path, configuration: configuration)
    }

    /// Looks at the whole file through a connection that cannot write: the pool would write at
    /// once.
    private static func prove(_ path: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.inDatabase { try prove($0, path: path) }
        try queue.close()
    }

    private static func prove(_ database: Database, path: String) throws {
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard version <= Schema.version else {
            throw StorageError(
                .newer,
                "the database \(path) has format \(version), written by a newer version of this "
                    + "program; this one reads formats up to \(Schema.version)")
        }
        guard version >= Schema.oldestVersion else {
            throw StorageError(
                .older,
                "the database \(path) has format \(version), written by an older version of this "
                    + "program; this one reads formats from \(Schema.oldestVersion): settle its "
                    + "channels with that version and start with an empty home")
        }
        let found = try String.fetchAll(database, sql: "PRAGMA quick_check(3)")
        guard found == ["ok"] else {
            throw StorageError(
                .corrupt, "the database \(path) is damaged; restore it from a backup",
                cause: found.joined(separator: "; "))
        }
    }

    /// Has every commit reach the disk before it returns.
    ///
    /// The pool relaxes its writer to NORMAL when it turns WAL on, whatever was set before; so this
    /// is set afterwards, on the writer, and read back.
    private static func makeDurable(_ database: Database) throws {
        try database.execute(sql: "PRAGMA synchronous = FULL")
        // Ids are hashes, so inserts land all over their index. 8 MiB of it stay in this process, so
        // that its memory is soon as large as it gets; the rest is in the system's page cache. The
        // log is folded back every 32 MiB rather than every 4.
        try database.execute(sql: "PRAGMA cache_size = -8192")
        try database.execute(sql: "PRAGMA wal_autocheckpoint = 8192")
        try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
        let mode = try Int.fetchOne(database, sql: "PRAGMA synchronous")
        guard mode == 2 else {
            throw StorageError(
                .other, "SQLite does not sync its commits: synchronous reads \(mode ?? -1), not 2")
        }
    }
}
