// This source file is part of the Outpace project. License: see LICENSE.

package import Access
import Foundation
import GRDB
import Outpace
package import Primitives

/// The rate limits in use, in a small database of their own.
///
/// What is stored survives the end of the process, however it ends; a power failure may take the
/// last few limits along, which costs one event each. Requests that come while a transaction runs share
/// the next one. It is as large as the limits that are in use, for every write removes ended ones.
package actor RateLimits {
    private enum Turn {
        case done(StorageError?)
        case yours
    }

    private enum Change {
        case save(RateLimit)
        case remove(RateLimit)
    }

    /// "OTPR": SQLite's application_id of these files.
    private static let applicationID: UInt32 = 0x4f54_5052
    private static let table = """
        CREATE TABLE IF NOT EXISTS rate_limit (
            key BLOB PRIMARY KEY CHECK (length(key) = 32),
            channel BLOB NOT NULL CHECK (length(channel) = 32),
            until INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """

    private let path: String
    private let database: DatabaseQueue
    private var changes: [Change] = []
    private var waiting: [CheckedContinuation<Turn, Never>] = []
    private var isWriting = false
    private var newest = Timestamp(milliseconds: 0)

    /// Opens the file, or makes an empty one that its owner alone may read.
    package init(path: String) throws(StorageError) {
        self.path = path
        do {
            if !DatabaseFile.exists(path) {
                let draft = path + ".new"
                try DatabaseFile.prepareDraft(draft)
                let queue = try Self.connect(draft)
                try queue.close()
                try DatabaseFile.publish(draft, as: path)
            }
            database = try Self.connect(path)
        } catch {
            throw StorageError(error, path: path)
        }
    }

    private static func connect(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "rate limits"
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(5)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.inDatabase { db in
            let identity = try UInt32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
            guard identity == applicationID || identity == 0 else {
                throw StorageError(
                    .foreign, "\(path) is a database of another program; move it away")
            }
            try db.execute(sql: table)
            try db.execute(
                sql: "CREATE INDEX IF NOT EXISTS rate_limit_until ON rate_limit (until)")
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            try db.execute(sql: "PRAGMA synchronous = NORMAL")
        }
        return queue
    }

    /// The limits that are still in use, by key.
    package func load(at now: Timestamp) async throws -> [RateLimit] {
        do {
            return try await database.read { db in
                let sql = "SELECT key, channel, until FROM rate_limit WHERE until > ? ORDER BY key"
                let rows = try Row.fetchCursor(db, sql: sql, arguments: [Self.column(now)])
                var limits: [RateLimit] = []
                while let row = try rows.next() {
                    limits.append(
                        RateLimit(
                            key: try row.digest(0, "rate limit"),
                            channel: ChannelID(try row.digest(1, "rate limit")),
                            until: Timestamp(milliseconds: UInt64(clamping: row[2] as Int64))))
                }
                return limits
            }
        } catch {
            throw StorageError(error, path: path)
        }
    }

    /// Stores limits that were taken, and removes ended ones; returns after the commit.
    package func save(_ limits: [RateLimit], at now: Timestamp) async throws {
        newest = max(newest, now)
        try await commit(limits.map { .save($0) })
    }

    /// Removes limits that were given back; returns after the commit.
    package func remove(_ limits: [RateLimit]) async throws {
        try await commit(limits.map { .remove($0) })
    }

    /// Closes the file; nothing may be asked afterwards.
    package func close() throws { try database.close() }

    /// Writes the changes together with all others that wait: whoever comes first writes, the rest
    /// wait for it, and one of those that came meanwhile writes next.
    private func commit(_ more: [Change]) async throws {
        changes += more
        if isWriting {
            switch await withCheckedContinuation({ waiting.append($0) }) {
            case .done(let error):
                if let error { throw error }
                return
            case .yours: break
            }
        }
        isWriting = true
        let (batch, others, now) = (changes, waiting, newest)
        changes = []
        waiting = []
        var failure: StorageError?
        do {
            try await write(batch, at: now)
        } catch {
            failure = StorageError(error, path: path)
        }
        for other in others { other.resume(returning: .done(failure)) }
        if waiting.isEmpty {
            isWriting = false
        } else {
            waiting.removeFirst().resume(returning: .yours)
        }
        if let failure { throw failure }
    }

    private func write(_ batch: [Change], at now: Timestamp) async throws {
        try await database.write { db in
            try db.execute(
                sql: "DELETE FROM rate_limit WHERE until <= ?", arguments: [Self.column(now)])
            for change in batch {
                switch change {
                case .save(let limit):
                    try db.execute(
                        sql: "INSERT OR REPLACE INTO rate_limit VALUES (?, ?, ?)",
                        arguments: [
                            Data(limit.key.bytes), Data(limit.channel.bytes),
                            Self.column(limit.until),
                        ])
                case .remove(let limit):
                    try db.execute(
                        sql: "DELETE FROM rate_limit WHERE key = ? AND until = ?",
                        arguments: [Data(limit.key.bytes), Self.column(limit.until)])
                }
            }
        }
    }

    private static func column(_ time: Timestamp) -> Int64 { Int64(clamping: time.milliseconds) }
}
